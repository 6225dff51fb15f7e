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
	return object{"role": role, "currentTerm": term, "votedFor": voted, "log": append([]shown{}, n.entries...),
		"firstIndex": n.snapshot + 1, "commitIndex": commit, "lastApplied": n.applied}
}
