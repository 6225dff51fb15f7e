import { LONG_SEARCH, isWrongAnswerOfSession, testMinimized } from './minimized.ts'

testMinimized((bug) => bug.scenarios === undefined && isWrongAnswerOfSession(bug), LONG_SEARCH)
