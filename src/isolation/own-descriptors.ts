/**
 * The descriptors by which a subject's process is heard. A subject can close them, and what it opens next stands in their
 * place. Must be loaded before any code of a subject.
 */
import { fstatSync, writeSync } from 'node:fs'
import { POSITION_FD, SIGNS_FD } from './protocol.ts'

const stat = fstatSync
const write = writeSync
const own = [SIGNS_FD, POSITION_FD]

const identity = (descriptor: number): string | undefined => {
  try {
    const { dev, ino } = stat(descriptor)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
const known = own.map(identity)

/** The first of them that is no longer what it was; undefined: all are. */
export const lostDescriptor = (): number | undefined =>
  own.find((descriptor, at) => identity(descriptor) !== known[at])

/** Says something on the signs pipe. Where it is gone, whoever waits for signs sees that there are none. */
export function sign(text: string): void {
  try {
    write(SIGNS_FD, `${text}\n`)
  } catch {
    // the subject closed it
  }
}

const cell = new Float64Array(1)
const bytes = new Uint8Array(cell.buffer)

/** The run at this position of the order begins. */
export function notePosition(position: number): void {
  cell[0] = position
  try {
    write(POSITION_FD, bytes, 0, bytes.length, 0)
  } catch {
    // the subject closed it: the order is made again run by run where its process dies
  }
}
