import { safeLines } from './safe-lines.ts'

/** GitHub shows ten of a step; a log is for more than that, not for any number. */
export const MAX_ERRORS = 100

/** What stands behind the `::` of a workflow command. */
export function escapeData(text: string): string {
  return safeLines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** The value of one of its properties. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
