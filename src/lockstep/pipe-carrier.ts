import { readSync, writeSync } from 'node:fs'
import type { ContractBreach } from '../subject/contract-breach.ts'
import { lockstepBreach } from './answer.ts'
import { MAX_LINE_LENGTH, type Carrier } from './carrier.ts'
import { ASKED } from './program-state.ts'
import { Program, type ProgramChoice } from './program.ts'

const NEWLINE = 10
const CHUNK_BYTES = 64 * 1024
const LINES_SHOWN = 5

/** Lines over the standard input and output of a program. */
export class PipeCarrier implements Carrier {
  readonly #program: Program
  readonly #patience: number
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  #lines = 0
  isOpen = true

  /** @throws InputError when the program cannot be started. */
  constructor(choice: ProgramChoice) {
    this.#program = new Program(choice)
    this.#patience = choice.patience
  }

  exchange(line: string): string {
    const { fields } = this.#program.memory
    Atomics.store(fields, ASKED, ++this.#lines)
    try {
      this.#write(Buffer.from(`${line}\n`))
      return this.#read()
    } finally {
      Atomics.store(fields, ASKED, 0)
    }
  }

  close(): void {
    this.isOpen = false
    this.#program.close()
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(this.#program.input, bytes, at)
      } catch {
        throw this.#ended()
      }
    }
  }

  #read(): string {
    let length = 0
    for (;;) {
      if (length === this.#buffer.length) this.#grow()
      const read = readSync(this.#program.output, this.#buffer, length, this.#buffer.length - length, null)
      if (read === 0) throw this.#ended()
      const end = this.#buffer.subarray(length, length + read).indexOf(NEWLINE)
      length += read
      if (end < 0) {
        if (length > MAX_LINE_LENGTH) throw this.#breach('flood', `answered with a line of more than 16 MiB`)
        continue
      }
      const at = length - read + end
      if (at + 1 < length) {
        const more = this.#buffer.toString('utf8', at + 1, Math.min(length, at + 101))
        throw this.#breach(
          'one-line',
          `answered with more than one line: after the first came ${JSON.stringify(more)}`,
        )
      }
      return this.#buffer.toString('utf8', 0, at)
    }
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
