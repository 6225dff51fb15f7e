package main

import (
	"bytes"
	"encoding/json"
	"slices"

	pb "go.etcd.io/raft/v3/raftpb"
)

type call struct {
	F, Key string
	Value  json.RawMessage
}

type command struct {
	From      string // the incarnation that was asked
	Operation int
	Call      call
}

func (n *node) apply(entry pb.Entry) {
	n.applied, n.isChanged = entry.Index, true
	if len(entry.Data) == 0 {
		return
	}
	var c command
	must(json.Unmarshal(entry.Data, &c))
	outcome, value := object{"type": "ok"}, c.Call.Value
	if c.Call.F == "cas" {
		var pair [2]json.RawMessage
		must(json.Unmarshal(value, &pair))
		value = pair[1]
		if now, ok := n.state[c.Call.Key]; !ok && string(pair[0]) != "null" || ok && !bytes.Equal(now, pair[0]) {
			outcome = object{"type": "fail", "error": "the value is another"}
		}
	}
	if outcome["type"] == "ok" {
		n.state[c.Call.Key] = value
	}
	if at := slices.Index(n.asked, c.Operation); at >= 0 && c.From == n.from {
		n.asked = slices.Delete(n.asked, at, at+1)
		n.reply(c.Operation, outcome)
	}
}
