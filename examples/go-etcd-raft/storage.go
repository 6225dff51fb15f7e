package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
)

// What becomes durable at once: all that one Ready asks for, or a snapshot of its own. A key holds one of them, since
// of the keys that are not yet synced any subset may survive a crash.
type record struct {
	Hard     []byte
	Snapshot []byte   `json:",omitempty"`
	IsOwn    bool     // the snapshot is of this log, whose end stays; one of another server's takes its place
	Entries  [][]byte `json:",omitempty"`
}

// MemoryStorage that knows who votes: no entry says so.
type storage struct {
	*raft.MemoryStorage
	voters pb.ConfState
}

func (s storage) InitialState() (pb.HardState, pb.ConfState, error) {
	hard, _, err := s.MemoryStorage.InitialState()
	return hard, s.voters, err
}

func marshalled(value interface{ Marshal() ([]byte, error) }) []byte {
	data, err := value.Marshal()
	must(err)
	return data
}

func recordOf(hard pb.HardState, snapshot pb.Snapshot, entries []pb.Entry, isOwn bool) record {
	r := record{Hard: marshalled(&hard), IsOwn: isOwn}
	if !raft.IsEmptySnap(snapshot) {
		r.Snapshot = marshalled(&snapshot)
	}
	for _, entry := range entries {
		r.Entries = append(r.Entries, marshalled(&entry))
	}
	return r
}

func keyOf(number int) string { return fmt.Sprintf("%08d", number) }

// What the records on the disk come to, in the order in which they were written; and the last index in each of them.
func replayed(stored map[string]json.RawMessage) (hard pb.HardState, snapshot pb.Snapshot, log []pb.Entry, ends []uint64) {
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		for keyOf(len(ends)) <= key {
			ends = append(ends, 0)
		}
		var r *record
		must(json.Unmarshal(stored[key], &r))
		if r == nil {
			continue
		}
		hard = pb.HardState{}
		must(hard.Unmarshal(r.Hard))
		if r.Snapshot != nil {
			snapshot = pb.Snapshot{}
			must(snapshot.Unmarshal(r.Snapshot))
			if r.IsOwn {
				log = slices.DeleteFunc(log, func(e pb.Entry) bool { return e.Index <= snapshot.Metadata.Index })
			} else {
				log = nil
			}
		}
		for _, data := range r.Entries {
			var entry pb.Entry
			must(entry.Unmarshal(data))
			log = append(before(entry.Index, log), entry)
			ends[len(ends)-1] = entry.Index
		}
	}
	return hard, snapshot, log, ends
}

func before(index uint64, log []pb.Entry) []pb.Entry {
	if at := slices.IndexFunc(log, func(e pb.Entry) bool { return e.Index >= index }); at >= 0 {
		return log[:at]
	}
	return log
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Takes in what is stored, or is to be.
func (n *node) take(hard pb.HardState, snapshot pb.Snapshot, entries []pb.Entry) {
	if !raft.IsEmptySnap(snapshot) {
		must(n.disk.ApplySnapshot(snapshot))
		n.snapshot, n.applied, n.entries = snapshot.Metadata.Index, snapshot.Metadata.Index, nil
		n.state = map[string]json.RawMessage{}
		must(json.Unmarshal(snapshot.Data, &n.state))
	}
	if !raft.IsEmptyHardState(hard) {
		n.hard = hard
		must(n.disk.SetHardState(hard))
	}
	must(n.disk.Append(entries))
	for _, entry := range entries {
		n.entries = append(n.entries[:entry.Index-n.snapshot-1], shown{entry.Index, entry.Term, digestOf(entry.Data)})
	}
	n.isChanged = true
}

// Writes what is to be durable at once; returns the sync that says it is.
func (n *node) persist(snapshot pb.Snapshot, entries []pb.Entry, isOwn bool) int {
	n.write(keyOf(len(n.ends)), recordOf(n.hard, snapshot, entries, isOwn))
	end := uint64(0)
	if len(entries) > 0 {
		end = entries[len(entries)-1].Index
	}
	n.ends = append(n.ends, end)
	n.syncs++
	n.sync(n.syncs)
	if !raft.IsEmptySnap(snapshot) {
		n.forgetAt[n.syncs] = [2]uint64{uint64(len(n.ends) - 1), snapshot.Metadata.Index}
	}
	return n.syncs
}

// Records of before a snapshot, up to the first that has an entry behind it.
func (n *node) forget(until int, index uint64) {
	for ; n.forgotten < until && n.ends[n.forgotten] <= index; n.forgotten++ {
		n.write(keyOf(n.forgotten), nil)
	}
}

func (n *node) compact() {
	data, err := json.Marshal(n.state)
	must(err)
	snapshot, err := n.disk.CreateSnapshot(n.applied, &n.disk.voters, data)
	must(err)
	must(n.disk.Compact(n.applied))
	n.entries = slices.Clone(n.entries[n.applied-n.snapshot:])
	n.snapshot, n.isChanged = n.applied, true
	n.persist(snapshot, nil, true)
}
