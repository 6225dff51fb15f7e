export type { HistoryColumns } from './history-columns.ts'
export type { SearchBudget, SpentBudget } from './search-budget.ts'
export type { SearchCounters, SearchResult, Stuck } from './search-result.ts'
export { searchLinearization } from './search.ts'
