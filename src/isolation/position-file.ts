/**
 * The number of the run that a subject's process is at. It must be right when the process dies of any cause, so it
 * stands outside of it; nobody needs it before, so it is a file without a name and not a message: a message for each
 * run woke the parent, which cost both processes more than the subject's isolation itself.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const LENGTH = 8

/** The parent's end. */
export class PositionFile {
  readonly descriptor: number

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'whitewater-position-'))
    this.descriptor = openSync(join(folder, 'position'), 'w+', 0o600)
    // it lives as long as somebody has it open
    rmSync(folder, { recursive: true })
    this.reset()
  }

  reset(): void {
    writeSync(this.descriptor, new Uint8Array(LENGTH), 0, LENGTH, 0)
  }

  /** The subject can write there as well: anything but a position counts as the first. */
  read(): number {
    const read = new Float64Array(1)
    const length = readSync(this.descriptor, new Uint8Array(read.buffer), 0, LENGTH, 0)
    const [position = 0] = read
    return length === LENGTH && Number.isSafeInteger(position) && position >= 0 ? position : 0
  }

  close(): void {
    closeSync(this.descriptor)
  }
}
