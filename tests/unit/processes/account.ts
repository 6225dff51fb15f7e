import type { FaultStatistics } from '../../../src/subject/fault-surface.ts'

/** An account whose effects a test can read. */
export class SomeAccount implements FaultStatistics {
  readonly id: string
  readonly effects: { [effect: string]: number } = {}

  constructor(id = 'f1') {
    this.id = id
  }

  count(effect: string, by = 1): void {
    this.effects[effect] = (this.effects[effect] ?? 0) + by
  }
}
