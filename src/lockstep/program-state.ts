/**
 * What the thread that watches a program tells the one that waits for its answers, in memory they share: the waiting
 * one hears no events meanwhile.
 */

/** Positions in the state of a program. */
export const STATUS = 0
/** The program's process id. */
export const PID = 1
/** With which code it exited, or -1. */
export const EXIT_CODE = 2
/** The number of the line it has been asked and has not answered, or 0. */
export const ASKED = 3
/** Bytes of what it printed last to its standard error. */
const TAIL_LENGTH = 4
/** Bytes of the name of the signal that ended it, behind those of the tail. */
const SIGNAL_LENGTH = 5
const FIELDS = 6

export const statuses = { starting: 0, running: 1, refused: 2, exited: 3, silent: 4, loud: 5 } as const

const TAIL_BYTES = 8 * 1024
const SIGNAL_BYTES = 16

/** The memory, as it is handed to the thread. */
export interface ProgramMemory {
  readonly fields: Int32Array<SharedArrayBuffer>
  readonly tail: Uint8Array<SharedArrayBuffer>
  readonly signal: Uint8Array<SharedArrayBuffer>
}

export function programMemory(): ProgramMemory {
  const fields = new Int32Array(new SharedArrayBuffer(FIELDS * Int32Array.BYTES_PER_ELEMENT))
  fields[EXIT_CODE] = -1
  return {
    fields,
    tail: new Uint8Array(new SharedArrayBuffer(TAIL_BYTES)),
    signal: new Uint8Array(new SharedArrayBuffer(SIGNAL_BYTES)),
  }
}

/** Puts a text there, its end if it is too long, and how long it is now into a field. */
export function store(memory: ProgramMemory, place: 'tail' | 'signal', text: string): void {
  const bytes = Buffer.from(text).subarray(-memory[place].length)
  memory[place].set(bytes)
  Atomics.store(memory.fields, place === 'tail' ? TAIL_LENGTH : SIGNAL_LENGTH, bytes.length)
}

export function stored(memory: ProgramMemory, place: 'tail' | 'signal'): string {
  const length = Atomics.load(memory.fields, place === 'tail' ? TAIL_LENGTH : SIGNAL_LENGTH)
  return Buffer.from(memory[place].slice(0, length)).toString('utf8')
}
