package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/hashicorp/raft"
)

// A part of the kit for this library: its three stores over one disk. Nothing in it is about what the log replicates.
type store struct {
	stores[*raft.Log, raft.SnapshotMeta]
}

type written = record[*raft.Log, raft.SnapshotMeta]

// An empty disk has what BootstrapCluster writes.
func opened(b *bubble, e *event, voters raft.Configuration) *store {
	s := &store{}
	s.bubble, s.values = b, map[string][]byte{"CurrentTerm": numberOf(1)}
	s.indexOf, s.lastOf = func(l *raft.Log) uint64 { return l.Index }, func(meta *raft.SnapshotMeta) uint64 { return meta.Index }
	s.log = []*raft.Log{{Index: 1, Term: 1, Type: raft.LogConfiguration, Data: raft.EncodeConfiguration(voters)}}
	s.open(e)
	return s
}

func (s *store) Set(key, value []byte) error               { return s.set(string(key), value) }
func (s *store) Get(key []byte) ([]byte, error)            { return s.values[string(key)], nil }
func (s *store) SetUint64(key []byte, number uint64) error { return s.Set(key, numberOf(number)) }
func (s *store) GetUint64(key []byte) (uint64, error)      { return numberIn(s.values[string(key)]), nil }
func numberOf(number uint64) []byte                        { return binary.BigEndian.AppendUint64(nil, number) }

// No value is 0.
func numberIn(value []byte) uint64 {
	return binary.BigEndian.Uint64(append(make([]byte, 8), value...)[len(value):])
}

// With --monotonic-log it says, as raft-wal does, that it takes no gaps: at a snapshot the library then removes the whole log.
var isMonotonic = slices.Contains(os.Args, "--monotonic-log")

func (s *store) IsMonotonic() bool                { return isMonotonic }
func (s *store) FirstIndex() (uint64, error)      { return s.first(), nil }
func (s *store) LastIndex() (uint64, error)       { return s.last(), nil }
func (s *store) StoreLog(log *raft.Log) error     { return s.StoreLogs([]*raft.Log{log}) }
func (s *store) StoreLogs(logs []*raft.Log) error { return s.keep(written{Logs: logs}) }
func (s *store) DeleteRange(first, last uint64) error {
	return s.keep(written{Delete: &[2]uint64{first, last}})
}
func (s *store) GetLog(index uint64, to *raft.Log) error {
	log, isThere := s.get(index)
	if !isThere {
		return raft.ErrLogNotFound
	}
	*to = *log
	return nil
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
func (s *store) Create(version raft.SnapshotVersion, index, term uint64, members raft.Configuration, since uint64, _ raft.Transport) (raft.SnapshotSink, error) {
	return &sink{store: s, meta: raft.SnapshotMeta{Version: version, ID: fmt.Sprintf("%d-%d", term, index), Index: index, Term: term,
		Configuration: members, ConfigurationIndex: since}}, nil
}

type sink struct {
	*store
	bytes.Buffer
	meta raft.SnapshotMeta
}

func (s *sink) ID() string    { return s.meta.ID }
func (s *sink) Cancel() error { return nil }
func (s *sink) Close() error {
	s.meta.Size = int64(s.Len())
	return s.keep(written{Snapshot: &s.meta, Image: s.Bytes()})
}
