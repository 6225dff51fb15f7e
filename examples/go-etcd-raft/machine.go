package main

import (
	"bytes"
	"encoding/json"
	"slices"
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

func (n *node) apply(e entry) {
	n.applied, n.isChanged = indexOf(e), true
	if len(dataOf(e)) == 0 {
		return
	}
	var c command
	must(json.Unmarshal(dataOf(e), &c))
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
