import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const logCompaction = defineScenario({
  name: 'log-compaction',
  about:
    'Logs are compacted after a few entries under all faults there are: who missed them catches up by a snapshot.',
  needs: ['snapshots'],
  notes: ['N2', 'N9'],
  rate: 50,
  settings: { snapshotEvery: 4, trailing: 1 },
  minorityLost: 300_000,
  faults: (context) => composeFaults(context),
  coverageMarks: [
    'logCompacted',
    'snapshotInstalled',
    'serverRestarted',
    'writesLost',
    'leaderChanged',
    'operationSucceeded',
  ],
})
