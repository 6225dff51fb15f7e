import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { InputError } from '../base/input-error.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { eventLine } from '../record/formats/writers/json-lines.ts'

/** Writes a history line by line while it is recorded: what was seen survives the end of the harness. */
export class HistoryFile {
  readonly #file: string
  readonly #stream: WriteStream
  #failure: Error | undefined

  constructor(file: string) {
    this.#file = file
    this.#stream = createWriteStream(file)
    this.#stream.on('error', (error) => (this.#failure ??= error))
  }

  append(event: HistoryEvent): void {
    this.#stream.write(`${eventLine(event)}\n`)
  }

  /** @throws InputError when not all of it could be written. */
  async close(): Promise<void> {
    if (this.#failure === undefined) {
      this.#stream.end()
      await Promise.race([once(this.#stream, 'finish'), once(this.#stream, 'close')]).catch(() => undefined)
    }
    if (this.#failure === undefined) return
    throw new InputError(`cannot be written: ${this.#failure.message}; choose another folder`, {
      file: this.#file,
    })
  }
}
