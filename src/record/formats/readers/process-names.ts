import { nameText } from '../../../base/name-text.ts'
import type { HistoryEvent } from '../../history-event.ts'
import type { ProcessId } from '../../operation.ts'
import type { LineError } from './line-error.ts'
import { NameInterner } from './detached-string.ts'

const digits = /^\d+$/

/**
 * Who is a client among the processes of a file that have names. A name is as good an identity as a number: `"c1"` is a
 * client once it invokes something. One that never does and only tells (`info`), such as a monkey beside the nemesis,
 * is none. `"7"` and 7 in one file are refused, as they may be one client or two.
 */
export class ProcessNames {
  readonly #names = new NameInterner()
  readonly #clients = new Set<string>()
  /** Of processes that only told something: the line of the first. */
  readonly #told = new Map<string, number>()
  /** What the first process that is a number, or its digits as text, was. */
  #kind: 'a number' | 'text' | undefined

  /** The process itself, its name in memory of its own. */
  of(process: ProcessId, error: LineError): ProcessId {
    if (typeof process === 'number') {
      if (this.#kind !== 'a number') this.#see('a number', process, error)
      return process
    }
    // digits that no double holds were a number in the file
    if (digits.test(process) && Number.isSafeInteger(Number(process))) this.#see('text', process, error)
    return this.#names.of(process)
  }

  /**
   * Whether an event is no client's.
   * @throws InputError where a process that only told something turns out to be one.
   */
  isNoClient(process: string, type: HistoryEvent['type'], line: number, error: LineError): boolean {
    if (this.#clients.has(process)) return false
    const told = this.#told.get(process)
    if (type === 'invoke' && told !== undefined) {
      throw error(
        `field "process": process ${nameText(process)} invokes here, so it is a client, but its info of line ${told} has no invoke before it; correct that line`,
        'process',
      )
    }
    if (type === 'invoke') this.#clients.add(process)
    if (type !== 'info') return false
    if (told === undefined) this.#told.set(process, line)
    return true
  }

  #see(kind: 'a number' | 'text', process: ProcessId, error: LineError): void {
    this.#kind ??= kind
    if (this.#kind === kind) return
    throw error(
      `field "process": ${process} is ${kind} here and ${this.#kind} in the events before; write all processes one way`,
      'process',
    )
  }
}
