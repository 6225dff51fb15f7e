package main

func (n *node) view() *view {
	if !n.isChanged {
		return nil
	}
	n.isChanged = false
	term, vote, commit := hardParts(n.hard)
	v := &view{Role: "follower", CurrentTerm: term, FirstIndex: n.snapshot + 1, CommitIndex: commit, LastApplied: n.applied, Log: n.entries}
	if vote != 0 {
		v.VotedFor = n.members[vote-1]
	}
	switch n.role {
	case stateLeader:
		v.Role = "leader"
	case stateCandidate: // one that asks for votes beforehand has not left its term
		v.Role = "candidate"
	}
	return v
}
