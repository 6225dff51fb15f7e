package main

// A part of the kit: records on the disk, in the order in which they were written. What one call appends is durable whole or
// not at all; of several that are not yet synced any subset may survive a crash, as of the keys that they stand under.

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

type journal struct {
	*effects
	ends      []uint64 // of each record: the last index of the log in it
	forgotten int      // so many of them are
	syncs     int
	durable   map[int]func() // by sync
}

func keyOf(number int) string { return fmt.Sprintf("%08d", number) }

// What `init` says is stored. `take` is given each record, and returns the last index of the log in it, or 0.
func openJournal[R any](e *event, out *effects, take func(R) uint64) *journal {
	j := &journal{effects: out, durable: map[int]func(){}}
	for _, key := range slices.Sorted(maps.Keys(e.Stored)) {
		for keyOf(len(j.ends)) <= key {
			j.ends = append(j.ends, 0)
		}
		var record *R
		must(json.Unmarshal(e.Stored[key], &record))
		if record != nil { // it is not forgotten
			j.ends[len(j.ends)-1] = take(*record)
		}
	}
	return j
}

// Writes a record, whose last index of the log is `end`, and calls `durable` once it is. Returns its number.
func (j *journal) append(record any, end uint64, durable func()) int {
	j.write(keyOf(len(j.ends)), record)
	j.ends = append(j.ends, end)
	j.syncs++
	j.sync(j.syncs)
	j.durable[j.syncs] = durable
	return len(j.ends) - 1
}

// For the event of this name.
func (j *journal) synced(token int) {
	if durable := j.durable[token]; durable != nil {
		delete(j.durable, token)
		durable()
	}
}

// Once record `number`, in which a snapshot stands, is durable: those before it need not stay, up to the first that has an
// entry behind the snapshot's index. All else that they say must have been written again since.
func (j *journal) forget(number int, index uint64) {
	for ; j.forgotten < number && j.ends[j.forgotten] <= index; j.forgotten++ {
		j.write(keyOf(j.forgotten), nil)
	}
}
