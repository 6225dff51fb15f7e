// Run by vitest: npm install --save-dev vitest, then npx vitest run
import { raftTest } from 'whitewater/vitest'
import target from './my-raft.ts'

raftTest('my Raft survives a lost leader', { target, scenarios: ['leader-isolated'], runs: 20 })
raftTest('my Raft survives everything at once', { target, scenarios: ['everything-at-once'], runs: 20 })
