import { safeLines } from './safe-lines.ts'

/** What the last line says: of runs, or of histories that were checked. */
export type AgentEnd = Ended &
  (
    | {
        readonly runs: number
        /** Runs of each signature. */
        readonly signatures: { readonly [signature: string]: number }
      }
    | { readonly files: number }
  )

interface Ended {
  readonly result: string
  readonly exit: number
  readonly failed: number
  readonly undecided: number
  /** What went wrong besides, or was not done, in words; default: nothing. */
  readonly remarks?: readonly string[]
}

/** The last line: how it ended. */
export const agentEndLine = (end: AgentEnd): string => agentLine({ type: 'end', ...end })

/** Any line of them. */
export const agentLine = (value: object): string => `${safeLines(JSON.stringify(value))}\n`
