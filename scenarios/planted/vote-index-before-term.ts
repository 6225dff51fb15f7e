import type { PlantedBug } from './planted-bug.ts'

export const voteIndexBeforeTerm: PlantedBug = {
  id: 'vote-index-before-term',
  does: 'compares the last index before the last term when it votes, as the notes word the rule',
  seenIn: 'the notes; index-first comparisons stand in several public implementations',
  breaks: ['election-restriction', 'leader-completeness', 'state-machine-safety', 'linearizability'],
  needs: 'an old leader with more uncommitted entries than the new leader has',
  notes: ['N4'],
  deviation: {
    raft: {
      candidateUpToDate: (own, candidate) =>
        candidate.lastIndex > own.lastIndex ||
        (candidate.lastIndex === own.lastIndex && candidate.lastTerm === own.lastTerm),
    },
  },
  shortest: 16,
}
