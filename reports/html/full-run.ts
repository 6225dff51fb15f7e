import type { ColumnTrace, Lane } from './schema.ts'

/** What the full payload holds: the trace with the lanes it counts in, which may differ from those of the shown run. */
export interface FullRun {
  readonly lanes: readonly Lane[]
  readonly trace: ColumnTrace
}
