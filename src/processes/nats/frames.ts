/** What a NATS server sends over a connection, in its text protocol. */
export type Frame =
  | { readonly verb: 'INFO' | 'PING' | 'PONG' | '+OK' }
  | { readonly verb: '-ERR'; readonly text: string }
  | { readonly verb: 'MSG'; readonly subject: string; readonly message: Message }

export interface Message {
  /** Of its headers, the number after `NATS/1.0`: 404 for nothing found, 503 for nobody there. */
  readonly status?: number
  readonly payload: string
}

/** Longer than anything that a server with its defaults sends; what goes on further is no NATS. */
const MAX_LINE = 256 * 1024
const MAX_BODY = 8 * 1024 * 1024

const END = '\r\n'

interface Body {
  readonly subject: string
  readonly headers: number
  readonly total: number
}

/** Cuts what a connection brings into frames, however it was cut on its way. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  #body: Body | undefined

  /**
   * Those that are whole now.
   * @throws Error when this is no NATS.
   */
  take(chunk: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | undefined {
    if (this.#body === undefined) {
      const end = this.#rest.indexOf(END)
      if (end < 0 && this.#rest.length > MAX_LINE)
        throw new Error('a line that does not end: this is no NATS')
      if (end < 0) return undefined
      const line = this.#cut(end).toString('utf8')
      const body = bodyOf(line)
      if (body === undefined) return frameOf(line)
      this.#body = body
    }
    const { subject, headers, total } = this.#body
    if (this.#rest.length < total + END.length) return undefined
    const bytes = this.#cut(total)
    this.#body = undefined
    const payload = bytes.subarray(headers).toString('utf8')
    const status = /^NATS\/1\.0 (\d{3})/.exec(bytes.subarray(0, headers).toString('latin1'))?.[1]
    const message = status === undefined ? { payload } : { payload, status: Number(status) }
    return { verb: 'MSG', subject, message }
  }

  /** So many bytes, without the line end behind them. */
  #cut(length: number): Buffer {
    const bytes = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length + END.length)
    return bytes
  }
}

/** `MSG <subject> <sid> [reply] <bytes>`, `HMSG <subject> <sid> [reply] <bytes of headers> <bytes>`. */
function bodyOf(line: string): Body | undefined {
  const [verb, subject = '', ...more] = line.split(/[ \t]+/)
  if (verb !== 'MSG' && verb !== 'HMSG') return undefined
  const total = Number(more.at(-1))
  const headers = verb === 'HMSG' ? Number(more.at(-2)) : 0
  if (!(total >= 0 && total <= MAX_BODY && headers >= 0 && headers <= total))
    throw new Error(`a message of ${more.at(-1)} bytes: this is no NATS`)
  return { subject, headers, total }
}

function frameOf(line: string): Frame {
  const [verb = ''] = line.split(/[ \t]/, 1)
  switch (verb) {
    case 'INFO':
    case 'PING':
    case 'PONG':
    case '+OK':
      return { verb }
    case '-ERR':
      return { verb, text: line.slice(verb.length).trim() }
    default:
      throw new Error(`"${line.slice(0, 40)}": this is no NATS`)
  }
}
