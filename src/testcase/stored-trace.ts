import { createReadStream } from 'node:fs'
import { counted } from '../../reports/quantities.ts'
import { InputError } from '../base/input-error.ts'
import { gunzipped } from '../record/formats/readers/gunzipped.ts'
import { LineSplitter } from '../record/formats/readers/line-splitter.ts'
import type { TakePiece } from '../record/formats/readers/splitter.ts'
import type { Trace, TraceMessage, TraceStep } from '../record/trace.ts'
import { parseMessage, parseStep, parseTraceHeader, type TraceHeader } from './stored-run-schema.ts'

/** A longer trace would not fit into the memory of a process. */
const LARGEST_UNPACKED = 1024 * 1024 * 1024

const REMEDY = 'the file was changed or cut off: make the run again'

/** A trace, and what is not there of it; `trace` absent: not even its header is. */
export interface StoredTrace {
  readonly trace?: Trace
  readonly lack?: string
}

/**
 * Reads `trace.jsonl.gz`: a header, a line for each step, one for each message.
 * @throws InputError for a file that is not as it was written.
 */
export async function readTrace(file: string): Promise<StoredTrace> {
  const steps: TraceStep[] = []
  const messages: TraceMessage[] = []
  let header: TraceHeader | undefined
  await readLines(file, ({ text, line }) => {
    const value = jsonOf(text, file, line)
    if (header === undefined) header = parseTraceHeader(value, file, line)
    else if (steps.length < header.steps) steps.push(parseStep(value, file, line))
    else if (messages.length < (header.messages ?? Infinity)) messages.push(parseMessage(value, file, line))
    else throw new InputError(`there are more lines than the first one says; ${REMEDY}`, { file, line })
  })
  if (header === undefined) return { lack: 'it is empty' }
  const { steps: allSteps, messages: allMessages = messages.length } = header
  const trace = { steps, messages }
  if (steps.length === allSteps && messages.length === allMessages) return { trace }
  const part = (have: number, of: number, noun: string): string => `${have} of ${counted(of, noun)}`
  return {
    trace,
    lack: `it was cut off, and has ${part(steps.length, allSteps, 'step')}, ${part(messages.length, allMessages, 'message')}`,
  }
}

async function readLines(file: string, take: TakePiece): Promise<void> {
  const splitter = new LineSplitter(file, REMEDY)
  let unpacked = 0
  for await (const chunk of gunzipped(file, createReadStream(file))) {
    unpacked += chunk.length
    if (unpacked > LARGEST_UNPACKED)
      throw new InputError('larger than 1 GiB unpacked: not a file of ours', { file })
    splitter.push(chunk, take)
  }
  splitter.end(take)
}

function jsonOf(text: string, file: string, line: number): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // said below
  }
  throw new InputError(`is no JSON object; ${REMEDY}`, { file, line })
}
