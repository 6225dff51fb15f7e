// HashiCorp's Raft (github.com/hashicorp/raft) over the lockstep contract: a program for pipes, or a WebAssembly module.
package main

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/raft"
)

const timeout = 300 * time.Millisecond

var describe = object{
	"name": "hashicorp/raft v1.8.0", "electionTimeout": 4 * timeout.Milliseconds(), "offers": object{"snapshots": "on-request", "transfer": true},
	"options": object{"keep": []int{50, 10, 500}, "preVote": []bool{true, false}, "batch": []int{64, 1, 4}},
}

type node struct {
	*raft.Raft
	*store
	machine  *machine
	id       string
	rpcs     chan raft.RPC
	beat     func(raft.RPC)
	readyFor uint64 // the term in which the values are those of every leader before
}

func begin(e *event, out *effects) server {
	return inBubble(e, out, func(b *bubble) bubbled {
		options := struct {
			Keep, Batch int
			PreVote     bool
		}{50, 64, true}
		e.optionsInto(&options)
		var voters raft.Configuration
		for _, member := range e.Members {
			voters.Servers = append(voters.Servers, raft.Server{ID: raft.ServerID(member), Address: raft.ServerAddress(member)})
		}
		n := &node{store: opened(b, e, voters), id: e.ID, machine: &machine{sharedKV{values: kv{}}}, rpcs: make(chan raft.RPC, 10000)}
		config := raft.DefaultConfig()
		config.LocalID, config.Logger = raft.ServerID(e.ID), hclog.NewNullLogger()
		config.HeartbeatTimeout, config.ElectionTimeout, config.LeaderLeaseTimeout = timeout, timeout, timeout/2
		config.CommitTimeout, config.SnapshotInterval = 20*time.Millisecond, 500*time.Millisecond
		config.SnapshotThreshold, config.TrailingLogs = uint64(options.Keep), uint64(options.Keep/4)
		config.MaxAppendEntries, config.PreVoteDisabled = options.Batch, !options.PreVote
		n.Raft = mustGet(raft.NewRaft(config, n.machine, n.store, n.store, n.store, transport{n}))
		return n
	})
}

func (n *node) handle(e *event) {
	switch {
	case e.Event == "snapshot":
		go func() { n.answer(e.Operation, n.Snapshot(), ok) }()
	case e.Event == "transfer":
		go n.answer(e.Operation, n.LeadershipTransferToServer(raft.ServerID(e.To), raft.ServerAddress(e.To)), ok)
	case callOf(e.Call).F == "read" && verifiesLeader:
		go n.read(e.Operation, callOf(e.Call))
	default:
		go func() {
			applied := n.Apply(e.Call, 0)
			n.answer(e.Operation, applied, func() object { return applied.Response().(object) })
		}()
	}
}

// A read is an entry of the log. With --verify-leader the library is asked whether it still leads, as Consul does.
var verifiesLeader = slices.Contains(os.Args, "--verify-leader")

func (n *node) read(operation int, c call) {
	term := n.CurrentTerm()
	if n.State() == raft.Leader && n.readyFor != term && n.Barrier(0).Error() == nil {
		n.readyFor = term
	}
	verified := n.VerifyLeader().Error()
	if verified != nil || n.readyFor != term || n.CurrentTerm() != term {
		n.reply(operation, fail("not leader"))
	} else {
		n.reply(operation, n.machine.execute(c))
	}
}

func (n *node) answer(operation int, done raft.Future, outcome func() object) {
	switch err := done.Error(); {
	case err == nil:
		n.reply(operation, outcome())
	case errors.Is(err, raft.ErrNothingNewToSnapshot):
		n.reply(operation, fail(err.Error()))
	case errors.Is(err, raft.ErrNotLeader), errors.Is(err, raft.ErrLeadershipTransferInProgress):
		n.reply(operation, fail("not leader: "+err.Error()))
	default:
		n.reply(operation, info(err.Error()))
	}
}

func (n *node) end() { n.Shutdown() }

func (n *node) view() *view {
	first, logs := n.tail()
	v := &view{Role: "follower", CurrentTerm: n.CurrentTerm(), FirstIndex: first, CommitIndex: n.CommitIndex(), LastApplied: n.AppliedIndex()}
	if term := numberIn(n.values["LastVoteTerm"]); term == v.CurrentTerm && n.isNewer("LastVoteCand", "LastVoteTerm") {
		v.VotedFor = string(n.values["LastVoteCand"])
	}
	if n.State() == raft.Leader || n.State() == raft.Candidate && v.VotedFor == n.id { // who asks beforehand has not left its term
		v.Role = strings.ToLower(n.State().String())
	}
	for _, entry := range logs {
		v.Log = append(v.Log, shown{entry.Index, entry.Term, digestOf(entry.Data)})
	}
	return v
}

type machine struct{ sharedKV }

func (m *machine) Apply(log *raft.Log) any             { return m.execute(callOf(log.Data)) }
func (m *machine) Snapshot() (raft.FSMSnapshot, error) { return image(m.values.image()), nil }
func (m *machine) Restore(from io.ReadCloser) error {
	m.values = restored(mustGet(io.ReadAll(from)))
	return nil
}

type image []byte

func (data image) Release() {}
func (data image) Persist(to raft.SnapshotSink) error {
	mustGet(to.Write(data))
	return to.Close()
}
