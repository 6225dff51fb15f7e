import { readSync, writeSync } from 'node:fs'
import type { ContractBreach } from '../subject/contract-breach.ts'
import { lockstepBreach } from './answer.ts'
import { MAX_LINE_LENGTH, type Carrier } from './carrier.ts'
import { ASKED } from './program-state.ts'
import { Program, type ProgramChoice } from './program.ts'

const NEWLINE = 10
const CHUNK_BYTES = 64 * 1024
/** Of a character, as JavaScript counts them, in UTF-8. */
const MAX_CHARACTER_BYTES = 3
const LINES_SHOWN = 5
/** Of a line too many. */
const SHOWN_BYTES = 100

/** Lines over the standard input and output of a program. */
export class PipeCarrier implements Carrier {
  readonly #program: Program
  readonly #patience: number
  readonly #out = Buffer.allocUnsafe(CHUNK_BYTES)
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  /** How much of the buffer has been read and not been taken. */
  #length = 0
  #waits = 0
  /** Lines that it has been asked and has not answered. */
  #unanswered = 0
  isOpen = true

  /** @throws InputError when the program cannot be started. */
  constructor(choice: ProgramChoice) {
    this.#program = new Program(choice)
    this.#patience = choice.patience
  }

  exchange(line: string): string {
    this.ask(line)
    return this.answer()
  }

  ask(line: string): void {
    this.#watched(() => this.#write(line))
    this.#unanswered++
  }

  answer(): string {
    return this.#watched(() => this.#read())
  }

  /** While this goes on, the thread that watches the program waits as long as its patience lasts. */
  #watched<T>(act: () => T): T {
    // the numbers of closed pipes belong to others by now
    if (!this.isOpen) throw lockstepBreach('exit', 'the program has ended')
    const { fields } = this.#program.memory
    Atomics.store(fields, ASKED, ++this.#waits)
    try {
      return act()
    } finally {
      Atomics.store(fields, ASKED, 0)
    }
  }

  close(): void {
    this.isOpen = false
    this.#program.close()
  }

  #write(line: string): void {
    // a line is usually short: then it needs no memory of its own
    const isShort = line.length < CHUNK_BYTES / MAX_CHARACTER_BYTES
    const bytes = isShort ? this.#out : Buffer.allocUnsafe(Buffer.byteLength(line) + 1)
    const end = bytes.write(line) + 1
    bytes[end - 1] = NEWLINE
    for (let at = 0; at < end;) {
      try {
        at += writeSync(this.#program.input, bytes, at, end - at)
      } catch {
        throw this.#ended()
      }
    }
  }

  #read(): string {
    for (let scanned = 0; ;) {
      const end = this.#buffer.subarray(scanned, this.#length).indexOf(NEWLINE)
      if (end >= 0) return this.#line(scanned + end)
      scanned = this.#length
      if (this.#length > MAX_LINE_LENGTH)
        throw this.#breach('flood', `answered with a line of more than 16 MiB`)
      if (this.#length === this.#buffer.length) this.#grow()
      const space = this.#buffer.length - this.#length
      const read = readSync(this.#program.output, this.#buffer, this.#length, space, null)
      if (read === 0) throw this.#ended()
      this.#length += read
    }
  }

  /** The line that ends there; what follows it belongs to the next answer, where one is due. */
  #line(end: number): string {
    const line = this.#buffer.toString('utf8', 0, end)
    this.#buffer.copyWithin(0, end + 1, this.#length)
    this.#length -= end + 1
    if (--this.#unanswered > 0 || this.#length === 0) return line
    const more = this.#buffer.toString('utf8', 0, Math.min(this.#length, SHOWN_BYTES))
    throw this.#breach(
      'one-line',
      `answered with more than one line: after the first came ${JSON.stringify(more)}`,
    )
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2)
    this.#buffer.copy(larger)
    this.#buffer = larger
  }

  #ended(): ContractBreach {
    const { shape, text } = this.#program.ending()
    const words = shape === 'no-answer' ? `${text} within ${this.#patience / 1000} s and was ended` : text
    return this.#breach(shape, `the program ${words}`)
  }

  #breach(shape: string, message: string): ContractBreach {
    const lines = this.#program.lastLines(LINES_SHOWN)
    this.close()
    const printed = lines.length === 0 ? '' : `; it printed last: ${lines.join(' | ')}`
    return lockstepBreach(shape, message + printed)
  }
}
