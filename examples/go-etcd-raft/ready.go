package main

import (
	"encoding/json"
	"slices"
)

// A message on the wire: what a trace shows of it, and the whole.
type message struct {
	Type string
	Term uint64
	Data []byte
}

type command struct {
	From      string // the incarnation that was asked
	Operation int
	Call      call
}

type read struct {
	context   string
	operation int
	call      call
	index     uint64 // what must be applied first; 0 while it is unknown
}

// What the library asks for, one Ready after the other: a Ready waits until what it wants stored is durable.
func (n *node) goOn() {
	for n.pending == nil && n.HasReady() {
		ready := n.Ready()
		if ready.SoftState != nil && ready.RaftState != n.role {
			n.become(ready.RaftState)
		}
		n.take(ready.HardState, ready.Snapshot, ready.Entries)
		n.pending = &ready
		if ready.MustSync || !isEmptySnap(ready.Snapshot) {
			n.pendingSync = n.persist(ready.Snapshot, ready.Entries, false)
		} else { // at most the commit index has changed, which need not be durable
			n.finish(ready)
		}
	}
}

// What a Ready asks for once it is durable.
func (n *node) finish(ready readyType) {
	n.pending = nil
	for _, m := range ready.Messages {
		n.send(n.members[receiverOf(m)-1], message{typeOf(m).String(), termOf(m), bytesOfMessage(m)})
		if typeOf(m) == snapshotMessage {
			n.ReportSnapshot(receiverOf(m), snapshotFinish)
		}
	}
	for _, e := range ready.CommittedEntries {
		n.apply(e)
	}
	for _, state := range ready.ReadStates {
		for i := range n.reads {
			if n.reads[i].context == string(state.RequestCtx) {
				n.reads[i].index = state.Index
			}
		}
	}
	n.reads = slices.DeleteFunc(n.reads, func(r read) bool {
		isDue := r.index != 0 && r.index <= n.applied
		if isDue {
			n.reply(r.operation, n.state.execute(r.call))
		}
		return isDue
	})
	n.Advance(ready)
	if n.applied >= n.snapshot+n.options.Keep {
		n.compact()
	}
}

func (n *node) become(role stateType) {
	if n.role == stateLeader {
		for _, operation := range n.asked {
			n.reply(operation, info("leadership was lost"))
		}
		for _, read := range n.reads {
			n.reply(read.operation, fail("leadership was lost"))
		}
		n.asked, n.reads = nil, nil
	}
	n.role, n.isChanged = role, true
}

func (n *node) apply(e entry) {
	n.applied, n.isChanged = indexOf(e), true
	if len(dataOf(e)) == 0 {
		return
	}
	var c command
	must(json.Unmarshal(dataOf(e), &c))
	outcome := n.state.execute(c.Call)
	if at := slices.Index(n.asked, c.Operation); at >= 0 && c.From == n.from {
		n.asked = slices.Delete(n.asked, at, at+1)
		n.reply(c.Operation, outcome)
	}
}
