import { InputError } from '../../../base/input-error.ts'
import { detectFormat } from './detect-format.ts'
import type { HistoryFormat } from './detect-format.ts'
import { gunzipped, isGzip } from './gunzipped.ts'
import type { Source } from './source.ts'

/** A source whose format is known; `chunks` are all its bytes, without a byte order mark. */
export interface RecognizedSource {
  readonly name: string
  readonly format: Exclude<HistoryFormat, 'jepsen-binary'>
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Bytes that must show the format. */
const MAX_BEGINNING_LENGTH = 64 * 1024

/** Reads as much of a source as its format needs to show, and gives that back with the rest. */
export async function recognize(source: Source): Promise<RecognizedSource> {
  return recognized(source, false)
}

async function recognized(source: Source, isUnpacked: boolean): Promise<RecognizedSource> {
  const rest = source.chunks[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  let format: HistoryFormat | undefined
  let complete = false
  while (format === undefined) {
    const next = await rest.next()
    if (next.done === true) complete = true
    else head = Buffer.concat([head, next.value])
    // a byte order mark, and what tells a packed file, may come in several chunks
    if (head.length < 6 && !complete) continue
    if (isGzip(head) && !isUnpacked) {
      const chunks = gunzipped(source.name, joined(head, complete ? undefined : rest))
      return recognized({ name: source.name, chunks }, true)
    }
    const foreign = foreignFormat(head)
    if (foreign !== undefined) throw new InputError(foreign, { file: source.name })
    // latin1 maps every byte to one character: only ASCII is looked at, and no sequence is cut in two
    const isEnough = head.length > MAX_BEGINNING_LENGTH
    format = detectFormat(withoutMark(head).toString('latin1'), complete || isEnough)
    if (format === 'empty' && !complete)
      throw new InputError(`begins with more than ${MAX_BEGINNING_LENGTH} blanks; remove them`, {
        file: source.name,
      })
  }
  if (format === 'jepsen-binary') {
    throw new InputError("Jepsen's binary test.jepsen is not read; give the history.edn beside it", {
      file: source.name,
    })
  }
  return { name: source.name, format, chunks: joined(withoutMark(head), complete ? undefined : rest) }
}

/** Beginnings of files that hold no text, each with what to do about it. */
const signatures: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'gzip data inside of gzip data; unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive; unpack it, and name the history in it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd data, which is not read; unpack it first (of packed files gzip is read)'],
  [[0xfd, 0x37, 0x7a, 0x58], 'xz data, which is not read; unpack it first (of packed files gzip is read)'],
  [[0x42, 0x5a, 0x68], 'bzip2 data, which is not read; unpack it first (of packed files gzip is read)'],
  [[0xff, 0xfe], 'UTF-16 text; convert the file to UTF-8'],
  [[0xfe, 0xff], 'UTF-16 text; convert the file to UTF-8'],
]

function foreignFormat(head: Uint8Array): string | undefined {
  const found = signatures.find(([bytes]) => bytes.every((byte, at) => head[at] === byte))
  if (found !== undefined) return found[1]
  // UTF-16 without a mark has them too
  return head.subarray(0, 4).includes(0)
    ? 'not text: it begins with zero bytes; is it the history?'
    : undefined
}

function withoutMark(head: Buffer): Buffer {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head
}

async function* joined(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (;;) {
      const next = (await rest?.next()) ?? { done: true, value: undefined }
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // closes the file when the reader stops early
    await rest?.return?.()
  }
}
