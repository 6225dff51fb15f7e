package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/raft"
)

// A part of the kit for this library: its calls as messages between bubbles. Nothing in it is about what the log replicates.
type transport struct{ *node }

// A connection is given up when it has been silent for so long.
func (t transport) ask(to raft.ServerID, kind string, asked, said any, image []byte) error {
	return t.call(string(to), kind, asked, said, image, 200*time.Millisecond)
}

// With --fast-heartbeats, as in the library's own transport over TCP, a heartbeat does not wait behind what waits for the disk.
var hasFastPath = slices.Contains(os.Args, "--fast-heartbeats")

func (n *node) called(what question, answer func(any, error)) {
	command := map[string]any{"append": &raft.AppendEntriesRequest{}, "vote": &raft.RequestVoteRequest{}, "pre-vote": &raft.RequestPreVoteRequest{},
		"snapshot": &raft.InstallSnapshotRequest{}, "timeout-now": &raft.TimeoutNowRequest{}}[what.Type]
	must(json.Unmarshal(what.Asked, command))
	responses := make(chan raft.RPCResponse, 1)
	rpc := raft.RPC{Command: command, Reader: bytes.NewReader(what.Image), RespChan: responses}
	go func() {
		select {
		case response := <-responses:
			answer(response.Response, response.Error)
		case <-n.ended:
		}
	}()
	if a, ok := command.(*raft.AppendEntriesRequest); ok && hasFastPath && a.PrevLogEntry == 0 && a.PrevLogTerm == 0 && len(a.Entries) == 0 && a.LeaderCommitIndex == 0 {
		go n.beat(rpc)
	} else {
		n.rpcs <- rpc
	}
}

func (t transport) Consumer() <-chan raft.RPC                               { return t.rpcs }
func (t transport) LocalAddr() raft.ServerAddress                           { return raft.ServerAddress(t.id) }
func (t transport) EncodePeer(_ raft.ServerID, a raft.ServerAddress) []byte { return []byte(a) }
func (t transport) DecodePeer(peer []byte) raft.ServerAddress               { return raft.ServerAddress(peer) }
func (t transport) SetHeartbeatHandler(beat func(raft.RPC))                 { t.beat = beat }
func (t transport) AppendEntriesPipeline(raft.ServerID, raft.ServerAddress) (raft.AppendPipeline, error) {
	return nil, raft.ErrPipelineReplicationNotSupported
}
func (t transport) AppendEntries(id raft.ServerID, _ raft.ServerAddress, asked *raft.AppendEntriesRequest, said *raft.AppendEntriesResponse) error {
	return t.ask(id, "append", asked, said, nil)
}
func (t transport) RequestVote(id raft.ServerID, _ raft.ServerAddress, asked *raft.RequestVoteRequest, said *raft.RequestVoteResponse) error {
	return t.ask(id, "vote", asked, said, nil)
}
func (t transport) RequestPreVote(id raft.ServerID, _ raft.ServerAddress, asked *raft.RequestPreVoteRequest, said *raft.RequestPreVoteResponse) error {
	return t.ask(id, "pre-vote", asked, said, nil)
}
func (t transport) TimeoutNow(id raft.ServerID, _ raft.ServerAddress, asked *raft.TimeoutNowRequest, said *raft.TimeoutNowResponse) error {
	return t.ask(id, "timeout-now", asked, said, nil)
}
func (t transport) InstallSnapshot(id raft.ServerID, _ raft.ServerAddress, asked *raft.InstallSnapshotRequest, said *raft.InstallSnapshotResponse, data io.Reader) error {
	return t.ask(id, "snapshot", asked, said, mustGet(io.ReadAll(data)))
}
