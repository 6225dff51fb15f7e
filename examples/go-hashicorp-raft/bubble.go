//go:debug randseednop=0

package main

// A part of the kit, for libraries with goroutines, channels and timers of their own. A server lives in a bubble of
// testing/synctest: time stands still in it but where the harness moves it, and an event is answered once each of its goroutines
// waits for something. There a call that writes to the disk or asks another server may wait, as it would with files and sockets.
// It needs no build of its own, but is deterministic only in one: see build.sh.

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// So often a bubble looks whether something of it is due: its timers are not the harness's.
const lookMillis = 20

// A server in a bubble. None of its functions may wait: what waits does so in a goroutine.
type bubbled interface {
	// submit, transfer, reconfigure, snapshot
	handle(e *event)
	// Another server calls. Its answer comes later, or never.
	called(what question, answer func(said any, failed error))
	view() *view
	// Its goroutines are to end.
	end()
}

type bubble struct {
	jobs, done chan func() // of outside: who waits for them does not let time pass
	ended      chan struct{}
	inner      bubbled
	life       string
	seed       int64
	began      time.Time
	ahead      float64 // of the harness's clock where the bubble began
	shows      *view

	lock    sync.Mutex // the harness's event has one goroutine, the library many
	out     *effects
	journal *journal // what is stored at init; set by keep
	calls   map[string]int
	asked   map[string]chan json.RawMessage
	heard   map[string]bool
}

// What one server calls of another, as by net/rpc, and its answer.
type question struct {
	Type  string
	Asked json.RawMessage
	Image []byte `json:",omitempty"` // what is read beside it, as of a snapshot
}
type reply struct {
	Error string `json:",omitempty"`
	Said  json.RawMessage
}

// The body of a message between bubbles.
type envelope struct {
	Call int             `json:"call"`           // numbers calls from one server to another
	Of   string          `json:"of"`             // the incarnation that calls
	Is   string          `json:"is"`             // call or answer
	Body json.RawMessage `json:"body,omitempty"` // what is asked or answered
}

// Begins a server in a bubble of its own.
func inBubble(e *event, out *effects, begin func(*bubble) bubbled) server {
	b := &bubble{jobs: make(chan func()), done: make(chan func()), life: fmt.Sprint(e.ID, "/", e.Seed), seed: int64(e.Seed), ahead: e.Now,
		out: out, calls: map[string]int{}, asked: map[string]chan json.RawMessage{}, heard: map[string]bool{}}
	go func() {
		defer close(b.done)
		defer func() {
			if reason := recover(); reason != nil && !strings.Contains(fmt.Sprint(reason), "deadlock") {
				fmt.Fprintf(os.Stderr, "%s\npanic: %v\n", debug.Stack(), reason)
				os.Exit(2)
			} // a goroutine that never ends costs memory, and nothing else
		}()
		synctest.Test(aTest(), func(*testing.T) {
			for job := range b.jobs {
				job()
				b.done <- nil
			}
		})
	}()
	b.enter(e, func() {
		b.began, b.ended = time.Now(), make(chan struct{})
		b.inner = begin(b)
		b.setTimer("look", lookMillis)
	})
	return b
}

// The bubble for an event: its time is that of the server's clock, and all that follows from the event has happened.
func (b *bubble) enter(e *event, job func()) {
	b.jobs <- func() {
		rand.Seed(b.seed ^ int64(e.Step)<<20) // servers share the generator: none may see what another has drawn
		if wait := time.Duration((e.Now-b.ahead)*1e6) - time.Since(b.began); wait > 0 && b.inner != nil {
			time.Sleep(wait)
			synctest.Wait()
		}
		job()
		synctest.Wait()
		b.shows = b.inner.view()
	}
	<-b.done
	if collected++; collected%500 == 0 {
		runtime.GC() // between events, when no goroutine can be interrupted by it
	}
	// which goroutine sends first is chance; what was written stays before its sync
	slices.SortStableFunc(b.out.list, func(one, other object) int {
		return strings.Compare(receiverIn(one), receiverIn(other))
	})
}

var collected int

func receiverIn(effect object) string {
	if effect["do"] != "send" {
		return ""
	}
	return fmt.Sprint(effect["to"], " ", effect["body"].(envelope).Is, " ", string(effect["body"].(envelope).Body))
}

func (b *bubble) handle(e *event) {
	b.enter(e, func() {
		switch e.Event {
		case "timer":
			b.setTimer("look", lookMillis)
		case "synced":
			b.lock.Lock()
			b.journal.synced(e.Token)
			b.lock.Unlock()
		case "message":
			b.arrived(e.From, e.Body)
		default:
			b.inner.handle(e)
		}
	})
}

func (b *bubble) view() *view { return b.shows }

func (b *bubble) end() {
	b.enter(&event{}, func() {
		close(b.ended)
		b.inner.end()
	})
	close(b.jobs)
	<-b.done
}

// The key-value store where several goroutines may use it.
type sharedKV struct {
	lock   sync.Mutex
	values kv
}

func (s *sharedKV) execute(c call) object {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.values.execute(c)
}

func (b *bubble) do(act func(*effects)) {
	b.lock.Lock()
	defer b.lock.Unlock()
	act(b.out)
}
func (b *bubble) setTimer(name string, after int) {
	b.do(func(out *effects) { out.setTimer(name, after) })
}
func (b *bubble) reply(operation int, outcome object) {
	b.do(func(out *effects) { out.reply(operation, outcome) })
}

// Writes a record behind those of before, whole or not at all, and waits until it is durable.
func (b *bubble) append(record any) {
	synced := make(chan struct{})
	b.do(func(*effects) { b.journal.append(record, 0, func() { close(synced) }) })
	select {
	case <-synced:
	case <-b.ended:
	}
}

// Calls another server and waits for its answer, which is put into `said`. `image` is what is read beside the question.
func (b *bubble) call(to, kind string, asked, said any, image []byte, timeout time.Duration) error {
	answered := make(chan json.RawMessage, 1)
	whole := mustGet(json.Marshal(question{kind, mustGet(json.Marshal(asked)), image}))
	var key string
	b.do(func(out *effects) {
		b.calls[to]++
		key = fmt.Sprint(to, "/", b.calls[to])
		b.asked[key] = answered
		out.send(to, envelope{b.calls[to], b.life, "call", whole})
	})
	defer b.do(func(*effects) { delete(b.asked, key) })
	select {
	case answer := <-answered:
		var r reply
		if must(json.Unmarshal(answer, &r)); r.Error != "" {
			return errors.New(r.Error)
		}
		return json.Unmarshal(r.Said, said)
	case <-time.After(timeout):
		return errors.New("no answer in " + timeout.String())
	case <-b.ended:
		return errors.New("the server has ended")
	}
}

// A call counts once, as over a connection.
func (b *bubble) arrived(from string, body json.RawMessage) {
	var m envelope
	if json.Unmarshal(body, &m) != nil {
		return
	}
	switch key := fmt.Sprint(m.Of, "/", m.Call); {
	case m.Is == "call" && !b.heard[key]:
		b.heard[key] = true
		var asked question
		must(json.Unmarshal(m.Body, &asked))
		b.inner.called(asked, func(said any, failed error) {
			r := reply{Said: mustGet(json.Marshal(said))}
			if failed != nil {
				r.Error = failed.Error()
			}
			whole := mustGet(json.Marshal(r))
			b.do(func(out *effects) { out.send(from, envelope{m.Call, m.Of, "answer", whole}) })
		})
	case m.Is == "answer" && m.Of == b.life:
		b.lock.Lock()
		if answered := b.asked[fmt.Sprint(from, "/", m.Call)]; answered != nil && len(answered) == 0 {
			answered <- m.Body
		}
		b.lock.Unlock()
	}
}

// Bubbles are made for tests: the program is one that never ends. Its arguments are not those of a test.
var aTest = sync.OnceValue(func() *testing.T {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(-1)
	runtime.MemProfileRate = 0
	given := make(chan *testing.T)
	os.Args = os.Args[:1]
	everything := func(string, string) (bool, error) { return true, nil }
	go testing.Main(everything, []testing.InternalTest{{Name: "lockstep", F: func(t *testing.T) {
		given <- t
		select {}
	}}}, nil, nil)
	one := <-given
	debug.SetTraceback("none") // the reason of a panic is then the last line that is printed, in a build by build.sh
	return one
})
