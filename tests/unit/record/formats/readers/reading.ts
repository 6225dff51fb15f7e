import { expect } from 'vitest'
import { readHistory } from '../../../../../src/record/formats/readers/read-history.ts'
import type { LocatedEvent } from '../../../../../src/record/formats/readers/read-history.ts'
import type { HistoryEvent } from '../../../../../src/record/history-event.ts'
import type { ProcessId } from '../../../../../src/record/operation.ts'
import { InputError } from '../../../../../src/base/input-error.ts'

/** A source named `h` that gives the bytes in chunks of the given sizes, the last size repeated. */
export async function* chunksOf(
  content: string | Uint8Array,
  sizes: readonly number[],
): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] as number
    yield bytes.subarray(at, at + size)
    at += size
  }
}

export async function readAll(
  content: string | Uint8Array,
  sizes: readonly number[] = [1 << 16],
): Promise<LocatedEvent[]> {
  const events: LocatedEvent[] = []
  for await (const each of readHistory({ name: 'h', chunks: chunksOf(content, sizes) })) events.push(each)
  return events
}

export async function eventsOf(
  content: string | Uint8Array,
  sizes?: readonly number[],
): Promise<HistoryEvent<ProcessId>[]> {
  return (await readAll(content, sizes)).map(({ event }) => event)
}

/** What the message says of line and field, the error has apart as well. */
function expectPlace({ message, reason, place }: InputError): void {
  const [, file, line, field] = /^(\w+)(?::(\d+))?: (?:field "(\w+)")?/.exec(message) ?? []
  const { file: ownFile, line: ownLine, field: ownField } = place
  expect({ file: ownFile, line: ownLine }).toEqual({
    file,
    line: line === undefined ? undefined : Number(line),
  })
  if (field !== undefined) expect(ownField).toBe(field)
  expect(message).toBe(`${file}${line === undefined ? '' : `:${line}`}: ${reason}`)
}

/** The message of the InputError that reading throws, the place compared with it; fails the test when it throws none. */
export async function messageOf(content: string | Uint8Array): Promise<string> {
  try {
    await readAll(content)
  } catch (error) {
    if (error instanceof InputError) {
      expectPlace(error)
      return error.message
    }
    throw error
  }
  throw new Error('reading went well')
}
