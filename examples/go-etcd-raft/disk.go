package main

// A part of the kit: hard state, snapshot and log of a Raft on its disk, for a library that says at once what is to be stored.
// H, S and E are its types of them, as JSON has them.

import "slices"

// What becomes durable at once.
type stored[H, S, E any] struct {
	Hard     H
	Snapshot S    `json:",omitzero"`
	IsOwn    bool `json:",omitempty"` // the snapshot is of this log, whose end stays; one of another server's takes its place
	Entries  []E  `json:",omitempty"` // the first takes the place of the one with its index and of all that follow
}

type disk[H, S, E any] struct {
	*journal
	indexOf func(E) uint64
	lastOf  func(S) uint64  // the last index in a snapshot, 0 in none
	found   stored[H, S, E] // at init
}

func openDisk[H, S, E any](e *event, out *effects, indexOf func(E) uint64, lastOf func(S) uint64) *disk[H, S, E] {
	d := &disk[H, S, E]{indexOf: indexOf, lastOf: lastOf}
	d.journal = openJournal(e, out, func(next stored[H, S, E]) uint64 {
		d.found = d.joined(d.found, next)
		return d.end(next)
	})
	return d
}

// Writes it, and calls `durable` once it is. What a snapshot makes needless is then removed.
func (d *disk[H, S, E]) store(s stored[H, S, E], durable func()) {
	number := len(d.ends)
	d.append(s, d.end(s), func() {
		if last := d.lastOf(s.Snapshot); last > 0 {
			d.forget(number, last)
		}
		durable()
	})
}

func (d *disk[H, S, E]) end(s stored[H, S, E]) uint64 {
	if len(s.Entries) == 0 {
		return 0
	}
	return d.indexOf(s.Entries[len(s.Entries)-1])
}

// What two that were written one after the other come to.
func (d *disk[H, S, E]) joined(s, next stored[H, S, E]) stored[H, S, E] {
	if d.lastOf(next.Snapshot) == 0 {
		next.Snapshot = s.Snapshot
	} else if !next.IsOwn {
		s.Entries = nil
	}
	kept := slices.DeleteFunc(s.Entries, func(e E) bool {
		return d.indexOf(e) <= d.lastOf(next.Snapshot) || len(next.Entries) > 0 && d.indexOf(e) >= d.indexOf(next.Entries[0])
	})
	next.Entries = append(kept, next.Entries...)
	return next
}
