package main

// The kit: the lockstep contract in Go. Copy it, pipe.go and wasm.go beside an adapter of your own, which defines
// `describe` and `begin`.

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

type object = map[string]any

// A line to the program.
type event struct {
	Step      int                        `json:"step"`
	Node      string                     `json:"node"`
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
	// Nil when it is as it was.
	view() any
}

// By `node`, which is a key: in a batch stand servers of several clusters.
var playing = map[string]server{}

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
	switch e.Event {
	case "crash":
		delete(playing, e.Node)
	case "init":
		playing[e.Node] = begin(e, effects)
		for field, value := range describe {
			answered[field] = value
		}
		answered["servers"], answered["batch"] = "all", true
	default:
		if server := playing[e.Node]; server != nil {
			server.handle(e, effects)
		}
	}
	answered["effects"] = effects.list
	if server := playing[e.Node]; server != nil {
		if view := server.view(); view != nil {
			answered["view"] = view
		}
	}
	return answered
}
