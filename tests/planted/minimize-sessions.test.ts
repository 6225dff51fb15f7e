import { isWrongAnswerOfSession, testMinimized } from './minimized.ts'

testMinimized((bug) => bug.scenarios === undefined && isWrongAnswerOfSession(bug), { short: 8000 })
