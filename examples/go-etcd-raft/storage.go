package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	*memoryStorage
	voters confState
}

func (s storage) InitialState() (hardState, confState, error) {
	hard, _, err := s.memoryStorage.InitialState()
	return hard, s.voters, err
}

func recordOf(hard hardState, image snapshot, entries []entry, isOwn bool) record {
	r := record{Hard: bytesOfHardState(hard), IsOwn: isOwn}
	if !isEmptySnap(image) {
		r.Snapshot = bytesOfSnapshot(image)
	}
	for _, e := range entries {
		r.Entries = append(r.Entries, bytesOfEntry(e))
	}
	return r
}

func keyOf(number int) string { return fmt.Sprintf("%08d", number) }

// What the records on the disk come to, in the order in which they were written; and the last index in each of them.
func replayed(stored map[string]json.RawMessage) (hard hardState, image snapshot, log []entry, ends []uint64) {
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		for keyOf(len(ends)) <= key {
			ends = append(ends, 0)
		}
		var r *record
		must(json.Unmarshal(stored[key], &r))
		if r == nil {
			continue
		}
		hard = hardStateOf(r.Hard)
		if r.Snapshot != nil {
			image = snapshotOf(r.Snapshot)
			if r.IsOwn {
				log = slices.DeleteFunc(log, func(e entry) bool { return indexOf(e) <= lastOf(image) })
			} else {
				log = nil
			}
		}
		for _, data := range r.Entries {
			e := entryOf(data)
			log = append(before(indexOf(e), log), e)
			ends[len(ends)-1] = indexOf(e)
		}
	}
	return hard, image, log, ends
}

func before(index uint64, log []entry) []entry {
	if at := slices.IndexFunc(log, func(e entry) bool { return indexOf(e) >= index }); at >= 0 {
		return log[:at]
	}
	return log
}

// Takes in what is stored, or is to be.
func (n *node) take(hard hardState, image snapshot, entries []entry) {
	if !isEmptySnap(image) {
		must(n.disk.ApplySnapshot(image))
		n.snapshot, n.applied, n.entries = lastOf(image), lastOf(image), nil
		n.state = kv{}
		must(json.Unmarshal(imageOf(image), &n.state))
	}
	if !isEmptyHard(hard) {
		n.hard = hard
		must(n.disk.SetHardState(hard))
	}
	must(n.disk.Append(entries))
	for _, e := range entries {
		n.entries = append(n.entries[:indexOf(e)-n.snapshot-1], shown{indexOf(e), entryTerm(e), digestOf(dataOf(e))})
	}
	n.isChanged = true
}

// Writes what is to be durable at once; returns the sync that says it is.
func (n *node) persist(image snapshot, entries []entry, isOwn bool) int {
	n.write(keyOf(len(n.ends)), recordOf(n.hard, image, entries, isOwn))
	end := uint64(0)
	if len(entries) > 0 {
		end = indexOf(entries[len(entries)-1])
	}
	n.ends = append(n.ends, end)
	n.syncs++
	n.sync(n.syncs)
	if !isEmptySnap(image) {
		n.forgetAt[n.syncs] = [2]uint64{uint64(len(n.ends) - 1), lastOf(image)}
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
	image, err := createSnapshot(n.disk, n.applied, data)
	must(err)
	must(n.disk.Compact(n.applied))
	n.entries = slices.Clone(n.entries[n.applied-n.snapshot:])
	n.snapshot, n.isChanged = n.applied, true
	n.persist(image, nil, true)
}
