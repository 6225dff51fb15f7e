package main

// The kit: the lockstep contract in Go. Copy it, kv.go, pipe.go and wasm.go beside an adapter of your own, which defines
// `describe` and `begin`.

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"runtime/debug"
)

type object = map[string]any

// A line to the program.
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

// What a server does in answer to an event.
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
	handle(event *event, effects *effects)
	// Nil when it is as it was, or when none is shown.
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

func digestOf(data []byte) string {
	digest := fnv.New64a()
	digest.Write(data)
	return fmt.Sprintf("%x", digest.Sum64())
}

// One incarnation of a server, and what it showed last.
type play struct {
	server
	seen *view
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
	answered, effects := object{"step": e.Step}, &effects{list: []object{}}
	one := playing[e.Node]
	if one != nil && (e.Event == "crash" || e.Event == "init") {
		if holder, ok := one.server.(interface{ end() }); ok {
			holder.end() // it holds more than memory
		}
		delete(playing, e.Node)
		one = nil
	}
	if e.Event == "init" {
		one = &play{begin(e, effects), nil}
		playing[e.Node] = one
		for field, value := range describe {
			answered[field] = value
		}
		answered["servers"], answered["batch"] = "all", true
	} else if one != nil {
		one.handle(e, effects)
	}
	answered["effects"] = effects.list
	if one != nil {
		if shows := one.view(); shows != nil {
			now := *shows
			now.Log = append([]shown{}, now.Log...) // the server goes on with its own
			answered["view"] = now.since(one.seen)
			one.seen = &now
		}
	}
	return answered
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
