import { isSeenByClients, isWrongAnswerOfSession, testMinimized } from './minimized.ts'

testMinimized((bug) => bug.scenarios === undefined && isSeenByClients(bug) && !isWrongAnswerOfSession(bug), {
  short: 12_000,
})
