import { connect, type Socket } from 'node:net'
import type { Millis } from '../../base/time.ts'
import type { Address } from '../../subject/server.ts'
import { FrameReader, type Frame, type Message } from './frames.ts'

/** How long a server may take to greet; one that is stopped lets itself be connected to, and says nothing. */
const GREETING: Millis = 2000
/** How long an answer may take, as in the clients of NATS. */
const ANSWER: Millis = 5000

const options = {
  ...{ verbose: false, pedantic: false, protocol: 1, headers: true, no_responders: true },
  ...{ lang: 'whitewater', version: '1', name: 'whitewater' },
}

const INBOX = '_INBOX.whitewater'
let inboxes = 0

interface Waiting {
  resolve(message: Message): void
  reject(error: Error): void
}

/** One connection to a NATS server: requests over its text protocol. */
export class NatsConnection {
  readonly #socket: Socket
  readonly #reader = new FrameReader()
  /** No two connections hear each other's answers. */
  readonly #inbox = `${INBOX}.${process.pid}-${++inboxes}`
  readonly #waiting = new Map<string, Waiting>()
  #greeted: Waiting | undefined
  #asked = 0
  #over: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#end(error))
    socket.on('close', () => this.#end(new Error('the connection was closed')))
  }

  /** @throws Error when there is no server, or it does not greet. Nothing has been asked then. */
  static async open({ host, port }: Address): Promise<NatsConnection> {
    const connection = new NatsConnection(connect({ host, port }))
    await connection.#greeting()
    return connection
  }

  get isOver(): boolean {
    return this.#over !== undefined
  }

  /**
   * Publishes, and waits for the answer. `headers`: whole lines, each with its end.
   * @throws Error when there is no answer: whether anybody got it is unknown.
   */
  request(subject: string, payload: string, headers = ''): Promise<Message> {
    const inbox = `${this.#inbox}.${++this.#asked}`
    const bytes = Buffer.byteLength(payload)
    const top = headers === '' ? '' : `NATS/1.0\r\n${headers}\r\n`
    const size = top === '' ? `${bytes}` : `${top.length} ${top.length + bytes}`
    const verb = top === '' ? 'PUB' : 'HPUB'
    return this.#answer(inbox, ANSWER, `${verb} ${subject} ${inbox} ${size}\r\n${top}${payload}\r\n`)
  }

  close(): void {
    this.#end(new Error('closed'))
  }

  async #greeting(): Promise<void> {
    const timer = setTimeout(() => this.#end(new Error('no greeting')), GREETING)
    try {
      await new Promise<unknown>((resolve, reject) => (this.#greeted = { resolve, reject }))
    } finally {
      clearTimeout(timer)
      this.#greeted = undefined
    }
  }

  #answer(inbox: string, within: Millis, sent: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over)
      const timer = setTimeout(() => settle(() => reject(new Error('no answer'))), within)
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        this.#waiting.delete(inbox)
        act()
      }
      this.#waiting.set(inbox, {
        resolve: (message) => settle(() => resolve(message)),
        reject: (error) => settle(() => reject(error)),
      })
      this.#socket.write(sent)
    })
  }

  #take(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.take(chunk)) this.#heed(frame)
    } catch (error) {
      this.#end(error as Error)
    }
  }

  #heed(frame: Frame): void {
    switch (frame.verb) {
      case 'INFO':
        // it comes again whenever the cluster changes
        if (this.#greeted === undefined) return
        this.#socket.write(`CONNECT ${JSON.stringify(options)}\r\nSUB ${this.#inbox}.* 1\r\nPING\r\n`)
        return
      case 'PING':
        this.#socket.write('PONG\r\n')
        return
      case 'PONG':
        this.#greeted?.resolve({ payload: '' })
        return
      case '-ERR':
        this.#end(new Error(frame.text))
        return
      case '+OK':
        return
      case 'MSG':
        // what was given up is answered late
        this.#waiting.get(frame.subject)?.resolve(frame.message)
    }
  }

  #end(error: Error): void {
    if (this.#over !== undefined) return
    this.#over = error
    this.#socket.destroy()
    this.#greeted?.reject(error)
    for (const waiting of [...this.#waiting.values()]) waiting.reject(error)
  }
}
