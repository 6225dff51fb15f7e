package main

// A part of the kit: the log, the values by key and the newest snapshot of a library that stores each by a call, which returns once
// it is durable. E is its type of an entry, S its type of what it knows of a snapshot, as JSON has them. All stand on one disk, with
// a record for each call: of calls that are made at once any may survive a crash without the others, as with files of their own.

import (
	"bytes"
	"os"
	"slices"
)

type stores[E, S any] struct {
	*bubble
	indexOf  func(E) uint64
	lastOf   func(*S) uint64 // the last index in a snapshot
	values   map[string][]byte
	written  []string // keys, in the order in which they were written last
	log      []E      // may have gaps, as behind a snapshot that holds more than the log did
	snapshot *S       // nil while there is none
	image    []byte
}

// What becomes durable at once: one of these.
type record[E, S any] struct {
	Key      string     `json:",omitempty"`
	Value    []byte     `json:",omitempty"`
	Logs     []E        `json:",omitempty"`
	Delete   *[2]uint64 `json:",omitempty"` // the first and the last index
	Snapshot *S         `json:",omitempty"`
	Image    []byte     `json:",omitempty"`
}

// The disk of `init`. On an empty one stands what `log` and `values` are before.
func (s *stores[E, S]) open(e *event) {
	s.bubble.journal = openJournal(e, s.out, func(r record[E, S]) uint64 {
		s.take(r)
		return s.last()
	})
}

func (s *stores[E, S]) take(r record[E, S]) {
	switch {
	case r.Key != "":
		s.values[r.Key] = r.Value
		s.written = append(slices.DeleteFunc(s.written, func(key string) bool { return key == r.Key }), r.Key)
	case r.Delete != nil:
		s.log = slices.DeleteFunc(slices.Clone(s.log), func(e E) bool { return r.Delete[0] <= s.indexOf(e) && s.indexOf(e) <= r.Delete[1] })
	case r.Snapshot != nil:
		if s.behind() <= s.lastOf(r.Snapshot) { // one of its own may be done after one of another server's
			s.snapshot, s.image = r.Snapshot, r.Image
		}
	default:
		s.log = append(s.log, r.Logs...)
	}
}

// A planted bug, with `--bug send-early`: it does not wait for its disk.
var isHasty = slices.Equal(os.Args[1:], []string{"--bug", "send-early"})

func (s *stores[E, S]) keep(r record[E, S]) error {
	s.take(r)
	if isHasty {
		go s.append(r)
	} else {
		s.append(r)
	}
	return nil
}

func (s *stores[E, S]) set(key string, value []byte) error {
	if old, ok := s.values[key]; ok && bytes.Equal(old, value) {
		return nil
	}
	return s.keep(record[E, S]{Key: key, Value: value})
}

// Whether a key was written since the other was.
func (s *stores[E, S]) isNewer(key, than string) bool {
	return slices.Index(s.written, key) > slices.Index(s.written, than)
}

// The last index in the newest snapshot, 0 where there is none.
func (s *stores[E, S]) behind() uint64 {
	if s.snapshot == nil {
		return 0
	}
	return s.lastOf(s.snapshot)
}

// 0 where there is none, as in last.
func (s *stores[E, S]) first() uint64 {
	if len(s.log) == 0 {
		return 0
	}
	return s.indexOf(s.log[0])
}

func (s *stores[E, S]) last() uint64 {
	if len(s.log) == 0 {
		return 0
	}
	return s.indexOf(s.log[len(s.log)-1])
}

func (s *stores[E, S]) get(index uint64) (entry E, isThere bool) {
	for i := len(s.log) - 1; i >= 0 && s.indexOf(s.log[i]) >= index; i-- {
		if s.indexOf(s.log[i]) == index {
			return s.log[i], true
		}
	}
	return entry, false
}

// For the view: the entries behind the snapshot and the last gap, and the index at which they begin. Those that the snapshot
// stands for may be others than were applied, as where it came from another server.
func (s *stores[E, S]) tail() (first uint64, log []E) {
	if s.last() <= s.behind() {
		return s.behind() + 1, nil
	}
	at := len(s.log) - 1
	for at > 0 && s.indexOf(s.log[at-1]) > s.behind() && s.indexOf(s.log[at-1])+1 == s.indexOf(s.log[at]) {
		at--
	}
	return s.indexOf(s.log[at]), s.log[at:]
}
