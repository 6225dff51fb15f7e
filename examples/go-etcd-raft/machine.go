package main

// A part of the kit: the key-value store behind a log, and the clients who wait for it. It is for a library that takes bytes
// to replicate, hands over what is committed, and says from which index on a read may be answered.

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

type machine struct {
	*effects
	values    kv
	applied   uint64 // the index
	life      string // this incarnation
	isLeading bool
	asked     []int // operations whose entries are under way
	reads     []waitingRead
}

// What an entry of the log says.
type command struct {
	From      string // the incarnation that was asked
	Operation int
	Call      call
}

type waitingRead struct {
	context   string
	operation int
	call      call
	index     uint64 // what must be applied first; 0 while it is unknown
}

func newMachine(e *event, out *effects) *machine {
	return &machine{effects: out, values: kv{}, life: fmt.Sprint(e.ID, "/", e.Seed)}
}

// For the event of this name: a read waits until `confirmed` is told of the context that `readIndex` is given, any other call
// becomes an entry, and is answered when that is applied.
func (m *machine) submit(e *event, propose func(entry []byte) error, readIndex func(context []byte)) {
	c := callOf(e.Call)
	if !m.isLeading {
		m.reply(e.Operation, fail("not leader"))
		return
	}
	if c.F == "read" {
		context := m.contextOf(e.Operation)
		m.reads = append(m.reads, waitingRead{context, e.Operation, c, 0})
		readIndex([]byte(context))
		return
	}
	data := mustGet(json.Marshal(command{m.life, e.Operation, c}))
	if err := propose(data); err != nil {
		m.reply(e.Operation, fail("not leader: "+err.Error()))
	} else {
		m.asked = append(m.asked, e.Operation)
	}
}

// With --reuse-contexts reads share a few contexts, as connections or threads of a server would: one in use is never
// given to a second read. Otherwise each read has one of its own.
var reusesContexts = slices.Contains(os.Args, "--reuse-contexts")

func (m *machine) contextOf(operation int) string {
	context := fmt.Sprint(m.life, "/", operation)
	for slot := 0; reusesContexts && (slot == 0 || m.isReading(context)); slot++ {
		context = fmt.Sprint(m.life, "/slot ", slot)
	}
	return context
}

func (m *machine) isReading(context string) bool {
	return slices.ContainsFunc(m.reads, func(r waitingRead) bool { return r.context == context })
}

// Reads of this context may be answered once the index is applied.
func (m *machine) confirmed(context string, index uint64) {
	for i := range m.reads {
		if m.reads[i].context == context {
			m.reads[i].index = index
		}
	}
}

// An entry is committed; an empty one changes nothing. Call answerReads after the last.
func (m *machine) apply(index uint64, data []byte) {
	m.applied = index
	if len(data) == 0 {
		return
	}
	var c command
	must(json.Unmarshal(data, &c))
	outcome := m.values.execute(c.Call)
	if at := slices.Index(m.asked, c.Operation); at >= 0 && c.From == m.life {
		m.asked = slices.Delete(m.asked, at, at+1)
		m.reply(c.Operation, outcome)
	}
}

func (m *machine) answerReads() {
	m.reads = slices.DeleteFunc(m.reads, func(r waitingRead) bool {
		isDue := r.index != 0 && r.index <= m.applied
		if isDue {
			m.reply(r.operation, m.values.execute(r.call))
		}
		return isDue
	})
}

// Whether the server leads. Where it does no more, nobody knows what becomes of the entries under way.
func (m *machine) leads(isLeading bool) {
	if m.isLeading && !isLeading {
		for _, operation := range m.asked {
			m.reply(operation, info("leadership was lost"))
		}
		for _, read := range m.reads {
			m.reply(read.operation, fail("leadership was lost"))
		}
		m.asked, m.reads = nil, nil
	}
	m.isLeading = isLeading
}

// A snapshot holds what is applied up to the index.
func (m *machine) restore(index uint64, image []byte) { m.applied, m.values = index, restored(image) }
