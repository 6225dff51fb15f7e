//go:build !raft37

package main

// Up to v3.6 the library hands over values.

type (
	wireMessage = messageType
	entry       = entryType
	hardState   = hardStateType
	snapshot    = snapshotType
	confState   = confStateType
)

func marshalled(value interface{ Marshal() ([]byte, error) }) []byte {
	data, err := value.Marshal()
	must(err)
	return data
}

func bytesOfMessage(m wireMessage) []byte { return marshalled(&m) }
func bytesOfEntry(e entry) []byte         { return marshalled(&e) }
func bytesOfHardState(h hardState) []byte { return marshalled(&h) }
func bytesOfSnapshot(s snapshot) []byte   { return marshalled(&s) }

func messageOf(data []byte) (wireMessage, error) {
	var m wireMessage
	err := m.Unmarshal(data)
	return m, err
}

func entryOf(data []byte) (e entry) {
	must(e.Unmarshal(data))
	return e
}

func hardStateOf(data []byte) (h hardState) {
	must(h.Unmarshal(data))
	return h
}

func snapshotOf(data []byte) (s snapshot) {
	must(s.Unmarshal(data))
	return s
}

func votersOf(ids []uint64) confState { return confState{Voters: ids} }

func typeOf(m wireMessage) kindType   { return m.Type }
func termOf(m wireMessage) uint64     { return m.Term }
func receiverOf(m wireMessage) uint64 { return m.To }

func indexOf(e entry) uint64   { return e.Index }
func entryTerm(e entry) uint64 { return e.Term }
func dataOf(e entry) []byte    { return e.Data }

func hardParts(h hardState) (term, vote, commit uint64) { return h.Term, h.Vote, h.Commit }
func lastOf(s snapshot) uint64                          { return s.Metadata.Index }
func imageOf(s snapshot) []byte                         { return s.Data }

func createSnapshot(disk storage, index uint64, image []byte) (snapshot, error) {
	return disk.CreateSnapshot(index, &disk.voters, image)
}
