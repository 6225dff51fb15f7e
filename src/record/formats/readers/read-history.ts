import { InputError } from '../../../base/input-error.ts'
import type { HistoryEvent } from '../../history-event.ts'
import type { ProcessId } from '../../operation.ts'
import type { HistoryFormat } from './detect-format.ts'
import { nothing, readEdn } from './edn-value.ts'
import { EventRecords } from './event-record.ts'
import { FormSplitter } from './form-splitter.ts'
import { assertHeader, isHeader } from './header.ts'
import { readJson } from './json-value.ts'
import { LineSplitter } from './line-splitter.ts'
import { PlainEdn } from './plain-edn.ts'
import { PlainJson } from './plain-json.ts'
import { readLogLine } from './log-line.ts'
import { recognize } from './recognize.ts'
import type { SkippedKind } from './skipped-lines.ts'
import type { Source } from './source.ts'
import type { Piece, Splitter } from './splitter.ts'

/** An event and the line of the file it starts on. */
export interface LocatedEvent {
  readonly event: HistoryEvent<ProcessId>
  readonly line: number
}

export interface ReadOptions {
  /** Told of each line, or map, that is no event of a client. */
  readonly onSkipped?: (kind: SkippedKind, line: number) => void
  /** Called before each chunk, unpacked where the file was packed: what it throws ends the reading. */
  readonly onChunk?: () => void
}

/**
 * Reads a history, event by event, in the order of the file. The format is told from the content: our
 * JSON lines, a JSON array of events, Jepsen's `history.edn` in any of its shapes (also one map a line with
 * `:key`, as Porcupine's test data), or `history.txt` and log lines that contain it. An empty input has no
 * events.
 *
 * Holds the events of one chunk at a time.
 * @throws InputError with file and line at the first flaw.
 */
export async function* readHistory(source: Source, options: ReadOptions = {}): AsyncGenerator<LocatedEvent> {
  let events: LocatedEvent[] = []
  let flaw: { readonly error: unknown } | undefined
  const reading = chunksRead(source, (event, line) => events.push({ event, line }), options)
  while (flaw === undefined) {
    const next = await reading.next().catch((error: unknown) => {
      flaw = { error }
    })
    const ready = events
    events = []
    // what stands before a flaw was read all the same
    yield* ready
    if (next?.done === true) return
  }
  throw flaw.error
}

/** The same, each event given to `take` as it is read, and none held: what `take` throws ends the reading. */
export async function readEvents(source: Source, take: TakeEvent, options: ReadOptions = {}): Promise<void> {
  for await (const _ of chunksRead(source, take, options));
}

/** Gives an event and the line of the file it starts on. */
type TakeEvent = (event: HistoryEvent<ProcessId>, line: number) => void

/** Goes on by one chunk each time it is asked. */
async function* chunksRead(
  source: Source,
  takeEvent: TakeEvent,
  options: ReadOptions,
): AsyncGenerator<undefined> {
  const { name, format, chunks } = await recognize(source)
  if (format === 'empty') return
  const splitter = splitters[format](name)
  const read = readers[format]
  const records = new EventRecords(name)
  /** The line of the first piece that is no event at all. */
  let foreign = 0
  let found = false

  function skip(kind: SkippedKind, { line }: Piece): void {
    if (kind !== 'nemesis' && foreign === 0) foreign = line
    options.onSkipped?.(kind, line)
  }

  function take(piece: Piece): void {
    const record = piece.record ?? read(piece, name)
    if (record === nothing) {
      if (format === 'log' && piece.text.trim() !== '') skip('prose', piece)
      return
    }
    if (!found && isHeader(record)) {
      assertHeader(record, { file: name, line: piece.line })
      return
    }
    const event = records.read(record, piece.line)
    if (event !== 'meta') found = true
    if (typeof event === 'string') skip(event, piece)
    else takeEvent(event, piece.line)
  }

  for await (const chunk of chunks) {
    options.onChunk?.()
    splitter.push(chunk, take)
    yield
  }
  splitter.end(take)
  if (!found && foreign > 0) {
    throw new InputError(
      'no line of the file is an operation; expected JSON lines, a JSON array, EDN, or Jepsen log lines (0⇥:invoke⇥:read⇥nil, the columns separated by tabs) with process, type, f and value',
      { file: name, line: foreign },
    )
  }
}

type ReadFormat = Exclude<HistoryFormat, 'empty' | 'jepsen-binary'>

/** How each format is cut into pieces. */
const splitters: { readonly [F in ReadFormat]: (name: string) => Splitter } = {
  'json-lines': (name) => new LineSplitter(name, undefined, new PlainJson()),
  'json-array': (name) => new FormSplitter(name, new PlainJson()),
  edn: (name) => new FormSplitter(name, new PlainEdn()),
  log: (name) => new LineSplitter(name),
}

/** How the piece of each format becomes the fields of an event; `nothing` where there is none in it. */
const readers: {
  readonly [F in ReadFormat]: (piece: Piece, name: string) => unknown
} = {
  'json-lines': (piece, name) => (piece.text.trim() === '' ? nothing : readJson(piece, name)),
  'json-array': readJson,
  edn: readEdn,
  log: (piece, name) => readLogLine(piece, name) ?? nothing,
}
