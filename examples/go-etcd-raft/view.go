package main

import (
	"fmt"
	"hash/fnv"

	"go.etcd.io/raft/v3"
)

type shown struct {
	Index  uint64 `json:"index"`
	Term   uint64 `json:"term"`
	Digest string `json:"digest"`
}

func digestOf(data []byte) string {
	digest := fnv.New64a()
	digest.Write(data)
	return fmt.Sprintf("%x", digest.Sum64())
}

func (n *node) view() any {
	if !n.isChanged {
		return nil
	}
	n.isChanged = false
	var voted any
	term, vote, commit := hardParts(n.hard)
	if vote != 0 {
		voted = n.members[vote-1]
	}
	role := map[raft.StateType]string{raft.StateLeader: "leader", raft.StateCandidate: "candidate"}[n.role]
	if role == "" {
		role = "follower" // one that asks for votes beforehand has not left its term
	}
	view := object{"role": role, "currentTerm": term, "votedFor": voted, "log": append([]shown{}, n.entries...),
		"firstIndex": n.snapshot + 1, "commitIndex": commit, "lastApplied": n.applied}
	if same := n.unchanged(); same > 0 {
		view["logFrom"], view["log"] = n.snapshot+1+uint64(same), append([]shown{}, n.entries[same:]...)
	}
	n.seen, n.seenSnapshot = append(n.seen[:0], n.entries...), n.snapshot
	return view
}

// So many entries stand at the beginning of the log as they were shown: a log whole makes a line as long as the log.
func (n *node) unchanged() int {
	gone := int(n.snapshot) - int(n.seenSnapshot)
	if gone < 0 || gone > len(n.seen) {
		return 0
	}
	same := 0
	for _, entry := range n.seen[gone:] {
		if same == len(n.entries) || n.entries[same] != entry {
			break
		}
		same++
	}
	return same
}
