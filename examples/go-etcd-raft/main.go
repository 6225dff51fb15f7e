// etcd's Raft (go.etcd.io/raft/v3) over the lockstep contract: a program for pipes, or a WebAssembly module.
package main

import (
	"cmp"
	"io"
	"log"
	"math/rand/v2"
)

const tickMillis, electionTicks = 50, 10

var describe = object{
	"name": "etcd raft " + release, "electionTimeout": 2 * electionTicks * tickMillis, "offers": object{"snapshots": "on-request"},
	"options": object{"preVote": []bool{true, false}, "checkQuorum": []bool{true, false}, "keep": []int{50, 5, 500}},
}

type ready = stored[hardState, snapshot, entry]

type node struct {
	*rawNode
	*memoryStorage
	*effects
	members []string
	voters  confState
	options struct {
		PreVote, CheckQuorum bool
		Keep                 uint64 // so many entries lie between two snapshots
	}
	disk    *disk[hardState, snapshot, entry]
	machine *machine
	log     shownLog
	hard    hardState
	role    string
	isBusy  bool  // a Ready waits for its sync
	wanted  []int // operations that ask for a snapshot
	random  *rand.ChaCha8
}

func begin(e *event, out *effects) server {
	n := &node{effects: out, members: e.Members, voters: votersOf(e.numbers()), memoryStorage: newMemoryStorage(), machine: newMachine(e, out), random: e.random()}
	drawFrom(n.random)
	n.options.PreVote, n.options.CheckQuorum, n.options.Keep = true, true, 50
	e.optionsInto(&n.options)
	n.disk = openDisk[hardState](e, out, indexOf, lastOf)
	n.take(n.disk.found)
	n.rawNode = mustGet(newRawNode(&config{
		ID: e.number(), ElectionTick: electionTicks, HeartbeatTick: 1, Storage: n, Applied: n.machine.applied,
		MaxSizePerMsg: 4096, MaxInflightMsgs: 16, PreVote: n.options.PreVote, CheckQuorum: n.options.CheckQuorum,
		DisableProposalForwarding: true, Logger: &logger{Logger: log.New(io.Discard, "", 0)},
	}))
	n.setTimer("tick", tickMillis)
	return n
}

// For the library, as the rest of its storage is: no entry says who votes.
func (n *node) InitialState() (hardState, confState, error) { return n.hard, n.voters, nil }

func (n *node) handle(e *event) {
	drawFrom(n.random)
	switch e.Event {
	case "timer":
		n.setTimer("tick", tickMillis)
		n.Tick()
	case "message":
		if m, err := messageOf(e.data()); err == nil {
			_ = n.Step(m) // of what it refuses it says nothing
		}
	case "submit":
		n.machine.submit(e, n.Propose, n.ReadIndex)
	case "snapshot":
		n.wanted = append(n.wanted, e.Operation)
	case "synced":
		n.disk.synced(e.Token)
	}
	for !n.isBusy && n.HasReady() {
		n.persist(n.Ready())
	}
	if !n.isBusy && len(n.wanted) > 0 {
		n.compact()
	}
}

// What the library asks for waits until what it wants stored is durable.
func (n *node) persist(r readyType) {
	if r.SoftState != nil {
		n.role = r.RaftState.String()
		n.machine.leads(n.role == "StateLeader")
	}
	s := ready{r.HardState, r.Snapshot, false, r.Entries}
	n.take(s)
	if s.Hard = n.hard; r.MustSync || lastOf(r.Snapshot) > 0 {
		n.isBusy = true
		n.disk.store(s, func() { n.finish(r) })
	} else { // at most the commit index has changed, which need not be durable
		n.finish(r)
	}
}

func (n *node) finish(r readyType) {
	n.isBusy = false
	for _, m := range r.Messages {
		to, body := onWire(m)
		n.send(n.members[to-1], body)
		if body.Type == "MsgSnap" {
			n.ReportSnapshot(to, snapshotFinish)
		}
	}
	for _, e := range r.CommittedEntries {
		n.machine.apply(indexOf(e), dataOf(e))
	}
	for _, read := range r.ReadStates {
		n.machine.confirmed(string(read.RequestCtx), read.Index)
	}
	n.machine.answerReads()
	n.Advance(r)
	if n.machine.applied >= n.log.before+n.options.Keep || len(n.wanted) > 0 {
		n.compact()
	}
}

// Never while a Ready waits: what commits its entries would be on the disk before them.
func (n *node) compact() {
	if index := n.machine.applied; index > n.log.before {
		mustGet(createSnapshot(n, index, n.machine.values.image()))
		must(n.Compact(index))
		n.log.compact(index)
	}
	wanted := n.wanted
	n.disk.store(ready{n.hard, mustGet(n.Snapshot()), true, nil}, func() {
		for _, operation := range wanted {
			n.reply(operation, ok())
		}
	})
	n.wanted = nil
}

// Takes in what is stored, or is to be.
func (n *node) take(s ready) {
	if index := lastOf(s.Snapshot); index > 0 {
		must(n.ApplySnapshot(s.Snapshot))
		n.machine.restore(index, imageOf(s.Snapshot))
		n.log = shownLog{before: index}
	}
	if term, _, _ := hardParts(s.Hard); term > 0 {
		n.hard = s.Hard
	}
	must(n.Append(s.Entries))
	for _, e := range s.Entries {
		n.log.put(indexOf(e), termOf(e), dataOf(e))
	}
}

// One that asks for votes beforehand has not left its term: it is a follower.
var roles = map[string]string{"StateLeader": "leader", "StateCandidate": "candidate"}

func (n *node) view() *view {
	term, vote, commit := hardParts(n.hard)
	v := &view{Role: cmp.Or(roles[n.role], "follower"), CurrentTerm: term, FirstIndex: n.log.before + 1, CommitIndex: commit, LastApplied: n.machine.applied, Log: n.log.entries}
	if vote != 0 {
		v.VotedFor = n.members[vote-1]
	}
	return v
}
