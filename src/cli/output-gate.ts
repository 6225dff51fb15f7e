import { StringDecoder } from 'node:string_decoder'
// by their own files: every command loads this one, the report page only those that write it
import { safeLines } from '../../reports/safe-lines.ts'
import { wantsColor } from '../../reports/terminal/style.ts'

/** A stream that people or other programs read: `process.stdout`, `process.stderr`. */
interface GatedStream {
  readonly isTTY?: boolean
  write(chunk: string | Uint8Array, ...rest: never[]): boolean
}

type Write = GatedStream['write']

/** Of each gated stream the way around its gate, and whether anything has gone through or around it. */
const gates = new WeakMap<object, { readonly write: Write; isUsed: boolean }>()

/**
 * The one gate of all output: from now on whatever is written to the stream, by a verb, by a library or by a subject
 * in this process, goes through {@link safeLines}. JSON stays the same JSON.
 */
export function gateOutput(stream: GatedStream, env: NodeJS.ProcessEnv = process.env): void {
  if (gates.has(stream)) return
  const write = stream.write.bind(stream) as Write
  const gate = { write, isUsed: false }
  gates.set(stream, gate)
  const color = wantsColor({ isTTY: stream.isTTY, env })
  const decoder = new StringDecoder('utf8')
  let midLine = false
  stream.write = (chunk, ...rest) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
    const safe = safeLines(text, { color, midLine })
    if (text !== '') {
      gate.isUsed = true
      midLine = /\S/.test(text.slice(text.lastIndexOf('\n') + 1)) || (midLine && !text.includes('\n'))
    }
    return write(safe, ...rest)
  }
}

/**
 * Writes past the gate what this project made itself: cursor movements of live progress, workflow commands of the
 * reporter for them. Every text of somebody else's in it has been made visible before.
 */
export function writeUngated(stream: { write(text: string): unknown }, text: string): void {
  const gate = gates.get(stream)
  if (gate === undefined) stream.write(text)
  else {
    gate.isUsed = true
    gate.write(text)
  }
}

/** Whether anything was written to a gated stream. */
export const isUsed = (stream: object): boolean => gates.get(stream)?.isUsed === true
