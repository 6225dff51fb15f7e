// etcd's Raft (go.etcd.io/raft/v3) over the lockstep contract: a program for pipes, or a WebAssembly module.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	seeded "math/rand/v2"
	"os"
	"slices"
)

const tickMillis, electionTicks = 50, 10

var describe = object{
	"name": "etcd raft " + release, "electionTimeout": 2 * electionTicks * tickMillis, "offers": object{"snapshots": true},
	"options": object{"preVote": []bool{true, false}, "checkQuorum": []bool{true, false}, "keep": []int{50, 5, 500}},
}

type node struct {
	*rawNode
	*effects
	options struct {
		PreVote, CheckQuorum bool
		Keep                 uint64
	}
	disk        storage
	members     []string
	from        string
	ends        []uint64 // of each record: its last index
	forgotten   int      // so many records are
	syncs       int
	forgetAt    map[int][2]uint64 // by sync: the number of a record with a snapshot, and the snapshot's index
	pending     *readyType        // waits for the last sync but those of snapshots
	pendingSync int
	hard        hardState
	role        stateType
	entries     []shown
	snapshot    uint64
	random      *seeded.ChaCha8
	applied     uint64
	state       kv
	asked       []int
	reads       []read
	isChanged   bool
}

func begin(e *event, effects *effects) server {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], e.Seed)
	n := &node{effects: effects, random: seeded.NewChaCha8(seed), members: e.Members, from: fmt.Sprint(e.ID, "/", e.Seed), isChanged: true,
		state: kv{}, forgetAt: map[int][2]uint64{}}
	drawFrom(n.random)
	n.options.PreVote, n.options.CheckQuorum, n.options.Keep = true, true, 50
	if e.Options != nil {
		must(json.Unmarshal(e.Options, &n.options))
	}
	voters := []uint64{}
	for i := range e.Members {
		voters = append(voters, uint64(i+1))
	}
	n.disk = storage{newMemoryStorage(), votersOf(voters)}
	hard, snapshot, entries, ends := replayed(e.Stored)
	n.take(hard, snapshot, entries)
	n.ends = ends
	node, err := newRawNode(&config{
		ID: uint64(slices.Index(e.Members, e.ID) + 1), ElectionTick: electionTicks, HeartbeatTick: 1, Storage: n.disk,
		Applied: n.applied, MaxSizePerMsg: 4096, MaxInflightMsgs: 16, PreVote: n.options.PreVote,
		CheckQuorum: n.options.CheckQuorum, DisableProposalForwarding: true,
		Logger: &silentLogger{Logger: log.New(io.Discard, "", 0)},
	})
	must(err)
	n.rawNode = node
	n.setTimer("tick", tickMillis)
	return n
}

func (n *node) handle(e *event, effects *effects) {
	n.effects = effects
	drawFrom(n.random)
	switch e.Event {
	case "timer":
		n.setTimer("tick", tickMillis)
		n.Tick()
	case "message":
		var m message
		if json.Unmarshal(e.Body, &m) != nil || len(m.Data) == 0 {
			break
		}
		if wire, err := messageOf(m.Data); err == nil {
			_ = n.Step(wire) // of what it refuses it says nothing
		}
	case "submit":
		n.submit(e)
	case "synced":
		if forget, ok := n.forgetAt[e.Token]; ok {
			n.forget(int(forget[0]), forget[1])
		}
		if n.pending != nil && e.Token == n.pendingSync {
			n.finish(*n.pending)
		}
	}
	n.goOn()
}

func (n *node) submit(e *event) {
	c := callOf(e.Call)
	data, err := json.Marshal(command{n.from, e.Operation, c})
	must(err)
	if n.role != stateLeader {
		n.reply(e.Operation, fail("not leader"))
	} else if c.F == "read" {
		context := n.contextOf(e.Operation)
		n.reads = append(n.reads, read{context, e.Operation, c, 0})
		n.ReadIndex([]byte(context))
	} else if err := n.Propose(data); err != nil {
		n.reply(e.Operation, fail("not leader: "+err.Error()))
	} else {
		n.asked = append(n.asked, e.Operation)
	}
}

// With --reuse-contexts reads share a few contexts, as connections or threads of a server would: one in use is never
// given to a second read. Otherwise each read has one of its own.
var reusesContexts = slices.Contains(os.Args, "--reuse-contexts")

func (n *node) contextOf(operation int) string {
	if !reusesContexts {
		return fmt.Sprint(n.from, "/", operation)
	}
	for slot := 0; ; slot++ {
		context := fmt.Sprint(n.from, "/slot ", slot)
		if !slices.ContainsFunc(n.reads, func(r read) bool { return r.context == context }) {
			return context
		}
	}
}
