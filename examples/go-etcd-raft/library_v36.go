//go:build !raft34 && !raft35 && !raft37

package main

import (
	"crypto/rand"
	seeded "math/rand/v2"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

const release, snapshotFinish = "v3.6.0", raft.SnapshotFinish

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

// Elections are drawn from crypto/rand.
func drawFrom(random *seeded.ChaCha8) { rand.Reader = random }
