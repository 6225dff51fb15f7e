package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/hashicorp/raft"
)

// What becomes durable at once: one of these.
type record struct {
	Key      string             `json:",omitempty"`
	Value    []byte             `json:",omitempty"`
	Logs     []*raft.Log        `json:",omitempty"`
	Delete   *[2]uint64         `json:",omitempty"` // the first and the last index
	Snapshot *raft.SnapshotMeta `json:",omitempty"`
	Image    []byte             `json:",omitempty"`
}

// The library's three stores over one disk.
type store struct {
	*bubble
	stable   map[string][]byte
	votedIn  uint64 // the term in which LastVoteCand was written
	logs     []*raft.Log
	snapshot *raft.SnapshotMeta
	image    []byte
}

// An empty disk has what BootstrapCluster writes.
func opened(b *bubble, stored map[string]json.RawMessage, voters raft.Configuration) *store {
	s := &store{bubble: b, stable: map[string][]byte{"CurrentTerm": numberOf(1)},
		logs: []*raft.Log{{Index: 1, Term: 1, Type: raft.LogConfiguration, Data: raft.EncodeConfiguration(voters)}}}
	for _, key := range slices.Sorted(maps.Keys(stored)) {
		var r record
		must(json.Unmarshal(stored[key], &r))
		s.take(r)
		_, err := fmt.Sscanf(key, "%d", &b.records)
		must(err)
	}
	return s
}

func (s *store) take(r record) {
	switch {
	case r.Key != "":
		s.stable[r.Key] = r.Value
		if r.Key == "LastVoteCand" {
			s.votedIn, _ = s.GetUint64([]byte("LastVoteTerm"))
		}
	case r.Delete != nil:
		s.logs = slices.DeleteFunc(slices.Clone(s.logs), func(l *raft.Log) bool { return r.Delete[0] <= l.Index && l.Index <= r.Delete[1] })
	case r.Snapshot != nil:
		if s.snapshot == nil || s.snapshot.Index <= r.Snapshot.Index { // one of its own may be done after one of the leader's
			s.snapshot, s.image = r.Snapshot, r.Image
		}
	default:
		s.logs = append(s.logs, r.Logs...)
	}
}

// A planted bug: it does not wait for its disk.
var isHasty = slices.Equal(os.Args[1:], []string{"--bug", "send-early"})

func (s *store) keep(r record) error {
	s.take(r)
	if isHasty {
		go s.append(r)
	} else {
		s.append(r)
	}
	return nil
}

func (s *store) Set(key, value []byte) error {
	if old, ok := s.stable[string(key)]; ok && bytes.Equal(old, value) {
		return nil
	}
	return s.keep(record{Key: string(key), Value: value})
}
func (s *store) Get(key []byte) ([]byte, error)            { return s.stable[string(key)], nil }
func (s *store) SetUint64(key []byte, number uint64) error { return s.Set(key, numberOf(number)) }
func (s *store) GetUint64(key []byte) (uint64, error) {
	if value := s.stable[string(key)]; value != nil {
		return binary.BigEndian.Uint64(value), nil
	}
	return 0, nil
}
func numberOf(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

// What a snapshot stands for at the beginning, and the entries behind it.
func (s *store) shown() (first uint64, logs []*raft.Log) {
	if s.snapshot != nil {
		first = s.snapshot.Index
	}
	last, _ := s.LastIndex()
	if first++; last < first {
		return first, nil // the log is older than the snapshot
	}
	at := len(s.logs) - 1
	for at > 0 && s.logs[at-1].Index+1 == s.logs[at].Index {
		at--
	}
	return s.logs[at].Index, s.logs[at:]
}

// With --monotonic-log it says, as raft-wal does, that it takes no gaps: at a snapshot the library then removes the whole log.
var isMonotonic = slices.Contains(os.Args, "--monotonic-log")

func (s *store) IsMonotonic() bool { return isMonotonic }
func (s *store) FirstIndex() (uint64, error) {
	if len(s.logs) == 0 {
		return 0, nil
	}
	return s.logs[0].Index, nil
}
func (s *store) LastIndex() (uint64, error) {
	if len(s.logs) == 0 {
		return 0, nil
	}
	return s.logs[len(s.logs)-1].Index, nil
}
func (s *store) GetLog(index uint64, to *raft.Log) error {
	for i := len(s.logs) - 1; i >= 0 && s.logs[i].Index >= index; i-- {
		if s.logs[i].Index == index {
			*to = *s.logs[i]
			return nil
		}
	}
	return raft.ErrLogNotFound
}
func (s *store) StoreLog(log *raft.Log) error { return s.StoreLogs([]*raft.Log{log}) }
func (s *store) StoreLogs(logs []*raft.Log) error {
	return s.keep(record{Logs: logs})
}
func (s *store) DeleteRange(first, last uint64) error {
	return s.keep(record{Delete: &[2]uint64{first, last}})
}

type sink struct {
	*store
	bytes.Buffer
	meta raft.SnapshotMeta
}

func (s *store) Create(version raft.SnapshotVersion, index, term uint64, members raft.Configuration, since uint64, _ raft.Transport) (raft.SnapshotSink, error) {
	return &sink{store: s, meta: raft.SnapshotMeta{Version: version, ID: fmt.Sprintf("%d-%d", term, index), Index: index, Term: term,
		Configuration: members, ConfigurationIndex: since}}, nil
}
func (s *store) List() ([]*raft.SnapshotMeta, error) {
	if s.snapshot == nil {
		return nil, nil
	}
	return []*raft.SnapshotMeta{s.snapshot}, nil
}
func (s *store) Open(id string) (*raft.SnapshotMeta, io.ReadCloser, error) {
	if s.snapshot == nil || s.snapshot.ID != id {
		return nil, nil, errors.New("there is no such snapshot")
	}
	return s.snapshot, io.NopCloser(bytes.NewReader(s.image)), nil
}
func (s *sink) ID() string    { return s.meta.ID }
func (s *sink) Cancel() error { return nil }
func (s *sink) Close() error {
	s.meta.Size = int64(s.Len())
	return s.keep(record{Snapshot: &s.meta, Image: s.Bytes()})
}

// The state machine.
type machine struct {
	lock   sync.Mutex
	values kv
}

func (m *machine) execute(c call) object {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.values.execute(c)
}
func (m *machine) Apply(log *raft.Log) any { return m.execute(callOf(log.Data)) }
func (m *machine) Snapshot() (raft.FSMSnapshot, error) {
	data, err := json.Marshal(m.values)
	return image(data), err
}
func (m *machine) Restore(from io.ReadCloser) error {
	m.values = kv{}
	return json.NewDecoder(from).Decode(&m.values)
}

type image []byte

func (data image) Release() {}
func (data image) Persist(to raft.SnapshotSink) error {
	if _, err := to.Write(data); err != nil {
		return err
	}
	return to.Close()
}
