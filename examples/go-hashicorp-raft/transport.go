package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/raft"
)

// A connection is given up when it has been silent for so long.
const patience = 200 * time.Millisecond

type question struct {
	Type  string
	Asked json.RawMessage
	Image []byte `json:",omitempty"`
}
type reply struct {
	Error string `json:",omitempty"`
	Said  json.RawMessage
}

// With --fast-heartbeats, as in the library's own transport over TCP, a heartbeat does not wait behind what waits for the disk.
var hasFastPath = slices.Contains(os.Args, "--fast-heartbeats")

type transport struct{ *node }

func (t transport) ask(to raft.ServerID, kind string, asked, said any, image []byte) error {
	whole, err := json.Marshal(asked)
	must(err)
	var a reply
	if got, err := t.call(string(to), question{kind, whole, image}, patience); err != nil {
		return err
	} else if must(json.Unmarshal(got, &a)); a.Error != "" {
		return errors.New(a.Error)
	}
	return json.Unmarshal(a.Said, said)
}

func (n *node) called(_ string, body json.RawMessage, tell func(any)) {
	var q question
	must(json.Unmarshal(body, &q))
	command := map[string]any{"append": &raft.AppendEntriesRequest{}, "vote": &raft.RequestVoteRequest{}, "pre-vote": &raft.RequestPreVoteRequest{},
		"snapshot": &raft.InstallSnapshotRequest{}, "timeout-now": &raft.TimeoutNowRequest{}}[q.Type]
	must(json.Unmarshal(q.Asked, command))
	responses := make(chan raft.RPCResponse, 1)
	rpc := raft.RPC{Command: command, Reader: bytes.NewReader(q.Image), RespChan: responses}
	go func() {
		select {
		case response := <-responses:
			said, err := json.Marshal(response.Response)
			must(err)
			a := reply{Said: said}
			if response.Error != nil {
				a.Error = response.Error.Error()
			}
			tell(a)
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
	image, err := io.ReadAll(data)
	must(err)
	return t.ask(id, "snapshot", asked, said, image)
}
