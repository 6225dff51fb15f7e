//go:build raft37

package main

import (
	"crypto/rand"
	seeded "math/rand/v2"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

const release = "v3.7.0"

type (
	rawNode       = raft.RawNode
	readyType     = raft.Ready
	config        = raft.Config
	stateType     = raft.StateType
	memoryStorage = raft.MemoryStorage
	silentLogger  = raft.DefaultLogger
	messageType   = pb.Message
	kindType      = pb.MessageType
	entryType     = pb.Entry
	hardStateType = pb.HardState
	snapshotType  = pb.Snapshot
	confStateType = pb.ConfState
)

const (
	stateLeader, stateCandidate = raft.StateLeader, raft.StateCandidate
	snapshotMessage             = pb.MsgSnap
	snapshotFinish              = raft.SnapshotFinish
)

var (
	newRawNode, newMemoryStorage = raft.NewRawNode, raft.NewMemoryStorage
	isEmptySnap, isEmptyHard     = raft.IsEmptySnap, raft.IsEmptyHardState
)

// Elections are drawn from crypto/rand.
func drawFrom(random *seeded.ChaCha8) { rand.Reader = random }
