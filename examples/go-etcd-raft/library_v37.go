//go:build raft37

package main

// From v3.7 on the library hands over pointers.

import (
	"crypto/rand"
	seeded "math/rand/v2"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"
)

const release, snapshotFinish = "v3.7.0", raft.SnapshotFinish

type (
	rawNode       = raft.RawNode
	readyType     = raft.Ready
	config        = raft.Config
	memoryStorage = raft.MemoryStorage
	logger        = raft.DefaultLogger
	wireMessage   = *pb.Message
	entry         = *pb.Entry
	hardState     = *pb.HardState
	snapshot      = *pb.Snapshot
	confState     = *pb.ConfState
)

var newRawNode, newMemoryStorage = raft.NewRawNode, raft.NewMemoryStorage

// Elections are drawn from crypto/rand.
func drawFrom(random *seeded.ChaCha8) { rand.Reader = random }

func onWire(m wireMessage) (to uint64, body wire) {
	return m.GetTo(), wire{m.GetType().String(), m.GetTerm(), mustGet(proto.MarshalOptions{Deterministic: true}.Marshal(m))}
}

func messageOf(data []byte) (wireMessage, error) {
	m := &pb.Message{}
	return m, proto.Unmarshal(data, m)
}

func votersOf(ids []uint64) confState { return &pb.ConfState{Voters: ids} }

func indexOf(e entry) uint64 { return e.GetIndex() }
func termOf(e entry) uint64  { return e.GetTerm() }
func dataOf(e entry) []byte  { return e.GetData() }

func hardParts(h hardState) (term, vote, commit uint64) {
	return h.GetTerm(), h.GetVote(), h.GetCommit()
}

func lastOf(s snapshot) uint64  { return s.GetMetadata().GetIndex() }
func imageOf(s snapshot) []byte { return s.GetData() }

func createSnapshot(n *node, index uint64, image []byte) (snapshot, error) {
	return n.CreateSnapshot(index, n.voters, image)
}
