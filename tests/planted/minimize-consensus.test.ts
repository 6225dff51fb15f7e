import { isSeenByClients, testMinimized } from './minimized.ts'

testMinimized((bug) => bug.scenarios === undefined && !isSeenByClients(bug))
