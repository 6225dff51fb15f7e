import { writeFileSync } from 'node:fs'

/** How one suite ended. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** The line by which other programs read how the tests ended. */
export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * Leaves the counts in the file named by WHITEWATER_COUNTS, for `.ci/run` to add up.
 * Returns false when no file is asked for.
 */
export function writeCounts(counts: Counts): boolean {
  const file = process.env['WHITEWATER_COUNTS']
  if (file === undefined || file === '') return false
  writeFileSync(file, `${JSON.stringify(counts)}\n`)
  return true
}
