package main

// The kit: the lockstep contract in Go. Copy it, kv.go, journal.go, pipe.go and wasm.go beside an adapter of your own, which
// defines `describe` and `begin`. Beside these there is one part or the other: machine.go for a library that is asked what it
// wants done, bubble.go for one with goroutines of its own.

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
)

type object = map[string]any

// A line to the program. Event is init, message, timer, submit, synced or crash; where they are offered, reconfigure, transfer
// and, with "snapshots": "on-request", snapshot: its Operation is answered once the snapshot is durable.
type event struct {
	Step      int                        `json:"step"`
	Node      string                     `json:"node"`
	Now       float64                    `json:"now"` // milliseconds
	Event     string                     `json:"event"`
	ID        string                     `json:"id"`
	Members   []string                   `json:"members"`
	Seed      uint64                     `json:"seed"`
	Stored    map[string]json.RawMessage `json:"stored"`
	Options   json.RawMessage            `json:"options"`
	From      string                     `json:"from"`
	Body      json.RawMessage            `json:"body"`
	Timer     string                     `json:"timer"`
	Operation int                        `json:"operation"`
	To        string                     `json:"to"`
	Call      json.RawMessage            `json:"call"`
	Token     int                        `json:"token"`
}

// The server's number, for libraries that count servers from 1 on: Members[number-1] is its name.
func (e *event) number() uint64 { return uint64(slices.Index(e.Members, e.ID) + 1) }

// A generator for all that a server draws, which follows from the seed of its init.
func (e *event) random() *rand.ChaCha8 {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], e.Seed)
	return rand.NewChaCha8(seed)
}

// The numbers of all servers.
func (e *event) numbers() []uint64 {
	numbers := make([]uint64, len(e.Members))
	for i := range numbers {
		numbers[i] = uint64(i + 1)
	}
	return numbers
}

// Puts the options that were drawn for the run, those in `describe`, over the defaults in `into`.
func (e *event) optionsInto(into any) {
	if e.Options != nil {
		must(json.Unmarshal(e.Options, into))
	}
}

// The body of a message of which its library makes bytes: what a trace shows of it, and the whole.
type wire struct {
	Type string
	Term uint64
	Data []byte
}

// The bytes of a message; none where the body is no wire.
func (e *event) data() []byte {
	var body wire
	if json.Unmarshal(e.Body, &body) != nil {
		return nil
	}
	return body.Data
}

// What a server does in answer to events. It keeps the ones that begin was given, and uses them as long as it lives.
type effects struct{ list []object }

func (e *effects) do(kind string, fields object) {
	fields["do"] = kind
	e.list = append(e.list, fields)
}
func (e *effects) send(to string, body any) { e.do("send", object{"to": to, "body": body}) }
func (e *effects) setTimer(name string, after int) {
	e.do("set-timer", object{"timer": name, "after": after})
}
func (e *effects) write(key string, value any) { e.do("write", object{"key": key, "value": value}) }
func (e *effects) sync(token int)              { e.do("sync", object{"token": token}) }
func (e *effects) reply(operation int, outcome object) {
	e.do("reply", object{"operation": operation, "outcome": outcome})
}

type server interface {
	// Any event but init and crash.
	handle(event *event)
	// Nil when none is shown. What is as it was need not be left out: the kit does.
	view() *view
}

// What the invariants look at: the whole log, from FirstIndex on.
type view struct {
	Role        string  `json:"role"`
	CurrentTerm uint64  `json:"currentTerm"`
	VotedFor    any     `json:"votedFor"`
	FirstIndex  uint64  `json:"firstIndex"`
	CommitIndex uint64  `json:"commitIndex"`
	LastApplied uint64  `json:"lastApplied"`
	Log         []shown `json:"log"`
	LogFrom     uint64  `json:"logFrom,omitempty"` // set by the kit
	Members     any     `json:"members,omitempty"`
}

type shown struct {
	Index  uint64 `json:"index"`
	Term   uint64 `json:"term"`
	Digest string `json:"digest"`
}

// The log of a view, for a library that shows its own entry by entry or not at all.
type shownLog struct {
	before  uint64 // the index that stands before the first entry: that of a snapshot, or 0
	entries []shown
}

// Takes the place of the entry with this index and of all that follow.
func (l *shownLog) put(index, term uint64, data []byte) {
	l.entries = append(l.entries[:index-l.before-1], shown{index, term, digestOf(data)})
}

// A snapshot holds what comes up to the index.
func (l *shownLog) compact(index uint64) {
	l.entries, l.before = slices.Clone(l.entries[index-l.before:]), index
}

func digestOf(data []byte) string {
	digest := fnv.New64a()
	digest.Write(data)
	return fmt.Sprintf("%x", digest.Sum64())
}

// One incarnation of a server, what it does, and what it showed last.
type play struct {
	server
	effects *effects
	seen    *view
}

// By `node`, which is a key: in a batch stand servers of several clusters.
var playing = map[string]*play{}

// Answers one line: an event, or a batch of them. A panic ends the program, its reason in the last line of standard error.
func answer(line []byte) []byte {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Fprintf(os.Stderr, "%s\npanic: %v\n", debug.Stack(), reason)
			os.Exit(2)
		}
	}()
	var said any
	if len(line) > 0 && line[0] == '[' {
		var events []event
		must(json.Unmarshal(line, &events))
		answers := make([]object, len(events))
		for i := range events {
			answers[i] = answerTo(&events[i])
		}
		said = answers
	} else {
		var e event
		must(json.Unmarshal(line, &e))
		said = answerTo(&e)
	}
	bytes, err := json.Marshal(said)
	must(err)
	return bytes
}

func answerTo(e *event) object {
	answered, one := object{"step": e.Step, "effects": []object{}}, playing[e.Node]
	if one != nil && (e.Event == "crash" || e.Event == "init") {
		if holder, ok := one.server.(interface{ end() }); ok {
			holder.end() // it holds more than memory
		}
		delete(playing, e.Node)
		one = nil
	}
	if e.Event == "init" {
		one = &play{effects: &effects{list: []object{}}}
		one.server = begin(e, one.effects)
		playing[e.Node] = one
		for field, value := range describe {
			answered[field] = value
		}
		answered["servers"], answered["batch"] = "all", true
	} else if one != nil {
		one.handle(e)
	}
	if one == nil {
		return answered
	}
	answered["effects"], one.effects.list = one.effects.list, []object{}
	if shows := one.view(); shows != nil && !shows.equals(one.seen) {
		now := *shows
		now.Log = append([]shown{}, now.Log...) // the server goes on with its own
		answered["view"] = now.since(one.seen)
		one.seen = &now
	}
	return answered
}

func (now *view) equals(seen *view) bool {
	return seen != nil && now.Role == seen.Role && now.CurrentTerm == seen.CurrentTerm && now.VotedFor == seen.VotedFor &&
		now.FirstIndex == seen.FirstIndex && now.CommitIndex == seen.CommitIndex && now.LastApplied == seen.LastApplied &&
		slices.Equal(now.Log, seen.Log) && reflect.DeepEqual(now.Members, seen.Members)
}

// Of the log only the entries that were not shown, from LogFrom on: a log whole makes a line as long as the log.
func (now view) since(seen *view) view {
	if seen == nil || now.FirstIndex < seen.FirstIndex || now.FirstIndex > seen.FirstIndex+uint64(len(seen.Log)) {
		return now // nothing of it was shown, as after a snapshot of another server
	}
	same := 0
	for _, entry := range seen.Log[now.FirstIndex-seen.FirstIndex:] {
		if same == len(now.Log) || now.Log[same] != entry {
			break
		}
		same++
	}
	now.LogFrom, now.Log = now.FirstIndex+uint64(same), now.Log[same:]
	return now
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func mustGet[T any](value T, err error) T {
	must(err)
	return value
}
