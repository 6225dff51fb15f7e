import { LONG_SEARCH, isSeenByClients, testMinimized } from './minimized.ts'

testMinimized((bug) => bug.scenarios === undefined && !isSeenByClients(bug), LONG_SEARCH)
