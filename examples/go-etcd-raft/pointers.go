//go:build raft37

package main

import "google.golang.org/protobuf/proto"

// From v3.7 on the library hands over pointers.

type (
	wireMessage = *messageType
	entry       = *entryType
	hardState   = *hardStateType
	snapshot    = *snapshotType
	confState   = *confStateType
)

func marshalled(value proto.Message) []byte {
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(value)
	must(err)
	return data
}

func bytesOfMessage(m wireMessage) []byte { return marshalled(m) }
func bytesOfEntry(e entry) []byte         { return marshalled(e) }
func bytesOfHardState(h hardState) []byte { return marshalled(h) }
func bytesOfSnapshot(s snapshot) []byte   { return marshalled(s) }

func messageOf(data []byte) (wireMessage, error) {
	m := &messageType{}
	return m, proto.Unmarshal(data, m)
}

func entryOf(data []byte) entry {
	e := &entryType{}
	must(proto.Unmarshal(data, e))
	return e
}

func hardStateOf(data []byte) hardState {
	h := &hardStateType{}
	must(proto.Unmarshal(data, h))
	return h
}

func snapshotOf(data []byte) snapshot {
	s := &snapshotType{}
	must(proto.Unmarshal(data, s))
	return s
}

func votersOf(ids []uint64) confState { return &confStateType{Voters: ids} }

func typeOf(m wireMessage) kindType   { return m.GetType() }
func termOf(m wireMessage) uint64     { return m.GetTerm() }
func receiverOf(m wireMessage) uint64 { return m.GetTo() }

func indexOf(e entry) uint64   { return e.GetIndex() }
func entryTerm(e entry) uint64 { return e.GetTerm() }
func dataOf(e entry) []byte    { return e.GetData() }

func hardParts(h hardState) (term, vote, commit uint64) {
	return h.GetTerm(), h.GetVote(), h.GetCommit()
}
func lastOf(s snapshot) uint64  { return s.GetMetadata().GetIndex() }
func imageOf(s snapshot) []byte { return s.GetData() }

func createSnapshot(disk storage, index uint64, image []byte) (snapshot, error) {
	return disk.CreateSnapshot(index, disk.voters, image)
}
