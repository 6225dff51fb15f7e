import type { PlantedBug } from './planted-bug.ts'

export const noSessionDeduplication: PlantedBug = {
  id: 'no-session-deduplication',
  does: 'executes a request again when the client sends it again: the double payment',
  seenIn: 'rabbitmq/ra#145',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'one answer that comes too late or never, and a retry',
  notes: ['N9', 'N11'],
  deviation: { sessions: { alreadyExecuted: () => false } },
}
