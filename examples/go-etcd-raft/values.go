//go:build !raft37

package main

// Up to v3.6 the library hands over values.

func onWire(m wireMessage) (to uint64, body wire) {
	return m.To, wire{m.Type.String(), m.Term, mustGet(m.Marshal())}
}

func messageOf(data []byte) (m wireMessage, err error) {
	err = m.Unmarshal(data)
	return m, err
}

func votersOf(ids []uint64) confState { return confState{Voters: ids} }

func indexOf(e entry) uint64 { return e.Index }
func termOf(e entry) uint64  { return e.Term }
func dataOf(e entry) []byte  { return e.Data }

func hardParts(h hardState) (term, vote, commit uint64) { return h.Term, h.Vote, h.Commit }

func lastOf(s snapshot) uint64  { return s.Metadata.Index }
func imageOf(s snapshot) []byte { return s.Data }

func createSnapshot(n *node, index uint64, image []byte) (snapshot, error) {
	return n.CreateSnapshot(index, &n.voters, image)
}
