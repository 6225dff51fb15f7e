import { defined } from '../base/defined.ts'
import { constants } from 'node:os'
import type { LastStand } from './protocol.ts'

/** How a subject's process ended before it had answered. */
export interface Ending {
  /** What the watchdog saw, or the parent. `exit` and `signal`: it died by itself. */
  readonly kind: 'silent' | 'slow' | 'memory' | 'exit' | 'signal' | 'mute'
  /** Exit code or signal. */
  readonly by: string
  readonly stand?: LastStand
  /** Position, in the order, of the run that was under way. */
  readonly position: number
  /** Token of that run, where it is another one than its seed gives; what it says is as little to be trusted as the subject. */
  readonly planned?: string
  /** The last lines it printed. */
  readonly printed: readonly string[]
}

const crashes = ['SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGSYS']

/**
 * Whether a process that ends so was ended by its own code, not by a clock, by want of memory or by
 * somebody else.
 */
export const isDeath = ({ kind, by }: Ending): boolean =>
  kind === 'exit' || (kind === 'signal' && crashes.includes(by))

/** Whether it was ended because it did not move: to try again would take as long again. */
export const standsStill = ({ kind }: Ending): boolean =>
  kind === 'silent' || kind === 'slow' || kind === 'mute'

/** Tells endings of a process apart: by what its watchdog saw, else by exit code, signal and last words. */
export function endingOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  more: {
    readonly stand: LastStand | undefined
    readonly mute: boolean
    readonly hungUp: boolean
    readonly position: number
    readonly planned?: string | undefined
    readonly printed: readonly string[]
  },
): Ending {
  const { stand, mute, hungUp, position, printed, planned } = more
  const rest = { position, printed, ...defined({ stand, planned }) }
  if (stand !== undefined) return { kind: stand.ended, by: stand.ended, ...rest }
  if (hungUp) return { kind: 'exit', by: 'hanging up on the harness', ...rest }
  if (mute) return { kind: 'mute', by: 'no sign of life', ...rest }
  // what V8 says before it aborts
  if (
    printed.some((line) =>
      /JavaScript heap out of memory|Array buffer allocation failed|OOM error/.test(line),
    )
  )
    return { kind: 'memory', by: 'its heap is full', ...rest }
  if (signal !== null) return { kind: 'signal', by: signal, ...rest }
  // as a shell says it
  const named = code !== null && code > 128 ? signalNamed(code - 128) : undefined
  if (named !== undefined && crashes.includes(named)) return { kind: 'signal', by: named, ...rest }
  return { kind: 'exit', by: `exit code ${code}`, ...rest }
}

const signalNamed = (number: number): string | undefined =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0]

/** What happened, in one sentence without a full stop. */
export function endingText(ending: Ending): string {
  const { kind, by, stand } = ending
  const seconds = ((stand?.amount ?? 0) / 1000).toFixed(0)
  switch (kind) {
    case 'silent':
      return `ended by the watchdog: too slow, or does not return; no step in ${seconds} s, it stood at ${standText(stand)}`
    case 'slow':
      return `ended by the watchdog: too slow; the run took more than ${seconds} s, it stood at ${standText(stand)}`
    case 'memory':
      return stand === undefined
        ? 'ended for want of memory: its heap is full'
        : `ended by the watchdog: its process has more than ${stand.amount} MiB of memory, it stood at ${standText(stand)}`
    case 'mute':
      return 'ended by the watchdog: its process gave no sign of life'
    case 'signal':
      return `the subject's process died of ${by}`
    case 'exit':
      return `the subject's process ended with ${by}`
  }
}

function standText(stand: LastStand | undefined): string {
  if (stand === undefined) return 'an unknown place'
  const { phase, step, node, call, stack } = stand
  const at =
    phase === 'running'
      ? `step ${step}, ${node ?? 'no server'}, ${call}`
      : phase === 'loading'
        ? 'the loading of its module'
        : phase === 'judging'
          ? 'the judging of the run'
          : phase === 'settling'
            ? 'the promises that a run left behind'
            : 'nothing that was asked of it'
  return stack.length === 0 ? at : `${at}: ${stack.join(' < ')}`
}

/** The last lines a process printed, as the end of a sentence. */
export const printedText = ({ printed }: Ending): string =>
  printed.length === 0 ? '' : `; it printed last: ${printed.slice(-3).join(' | ').slice(0, 500)}`
