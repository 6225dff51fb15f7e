//go:build raft34

package main

import (
	"math/rand"
	seeded "math/rand/v2"
	"sync"
	_ "unsafe" // for linkname

	"go.etcd.io/etcd/raft"
	pb "go.etcd.io/etcd/raft/raftpb"
)

const release, snapshotFinish = "v3.4.13", raft.SnapshotFinish

type (
	rawNode       = raft.RawNode
	readyType     = raft.Ready
	config        = raft.Config
	memoryStorage = raft.MemoryStorage
	logger        = raft.DefaultLogger
	wireMessage   = pb.Message
	entry         = pb.Entry
	hardState     = pb.HardState
	snapshot      = pb.Snapshot
	confState     = pb.ConfState
)

var newRawNode, newMemoryStorage = raft.NewRawNode, raft.NewMemoryStorage

// Elections are drawn from a generator of the package, begun from the clock: its source is replaced.
//
//go:linkname globalRand go.etcd.io/etcd/raft.globalRand
var globalRand *struct {
	lock sync.Mutex
	rand *rand.Rand
}

type source struct{ *seeded.ChaCha8 }

func (s source) Int63() int64 { return int64(s.Uint64() >> 1) }
func (s source) Seed(int64)   {}

func drawFrom(random *seeded.ChaCha8) { globalRand.rand = rand.New(source{random}) }
