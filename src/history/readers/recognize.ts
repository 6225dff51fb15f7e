import { InputError } from '../../base/input-error.ts'
import { longestLine } from './byte-span.ts'
import { detectFormat } from './detect-format.ts'
import type { HistoryFormat } from './detect-format.ts'
import type { Source } from './source.ts'

/** A source whose format is known; `chunks` are all its bytes, without a byte order mark. */
export interface RecognizedSource {
  readonly name: string
  readonly format: Exclude<HistoryFormat, 'jepsen-binary'>
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Reads as much of a source as its format needs to show, and gives that back with the rest. */
export async function recognize(source: Source): Promise<RecognizedSource> {
  const rest = source.chunks[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  let format: HistoryFormat | undefined
  let complete = false
  while (format === undefined) {
    const next = await rest.next()
    if (next.done === true) complete = true
    else head = Buffer.concat([head, next.value])
    // a byte order mark may come in three chunks
    if (head.length < 3 && !complete) continue
    // latin1 maps every byte to one character: only ASCII is looked at, and no sequence is cut in two
    format = detectFormat(withoutMark(head).toString('latin1'), complete || head.length > longestLine)
  }
  if (format === 'jepsen-binary') {
    throw new InputError(
      "Jepsen's binary test.jepsen is not read; give the history.edn beside it",
      source.name,
    )
  }
  return { name: source.name, format, chunks: joined(withoutMark(head), complete ? undefined : rest) }
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
