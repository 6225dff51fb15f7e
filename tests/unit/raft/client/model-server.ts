import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { services, type ServiceName } from '../../../../src/raft/services/service.ts'
import type { Result, StateMachine } from '../../../../src/raft/services/state-machine.ts'

interface Request {
  readonly path: string
  readonly session?: number
  readonly sequence?: number
  readonly acknowledged?: number
  readonly call?: { readonly f: string; readonly value: Json }
}

/** What a server does with one request, instead of answering it. */
export type Fault =
  /** Executes it and ends the connection without a word. */
  | 'executed-then-cut'
  /** The same, and by then all sessions have expired. */
  | 'executed-then-expired'
  /** Ends the connection, nothing executed. */
  | 'cut'
  /** Executes it and never answers. */
  | 'executed-then-silent'
  /** Executes nothing and says that it may have. */
  | 'unknown'
  | 'busy'
  /** Executes it and answers later. */
  | { readonly until: Promise<unknown> }
  | { readonly redirect: string }
  | { readonly status: number; readonly text: string }

/** The replicated state: sessions as the servers keep them, written down once more and as simply as can be. */
export class ModelState {
  readonly machine: StateMachine
  readonly sessions = new Map<number, Map<number, Result | 'fenced'>>()
  readonly acknowledged = new Map<number, number>()
  executions = 0
  #index = 100

  constructor(service: ServiceName) {
    this.machine = services[service]()
  }

  open(): number {
    this.sessions.set(++this.#index, new Map())
    return this.#index
  }

  execute({ session, sequence = 0, acknowledged = 0, call }: Request): Result {
    const json = call as Json
    if (session === undefined) return this.machine.apply(json)
    const results = this.sessions.get(session)
    if (results === undefined) return { type: 'fail', error: 'no such session' }
    this.acknowledged.set(session, Math.max(acknowledged, this.acknowledged.get(session) ?? 0))
    const below = this.acknowledged.get(session) ?? 0
    for (const number of results.keys()) if (number < below) results.delete(number)
    const known = results.get(sequence)
    if (known === 'fenced') return { type: 'fail', error: 'not executed' }
    if (known !== undefined) return known
    if (sequence < below) return { type: 'fail', error: 'no longer known' }
    if (results.size >= 64) return { type: 'fail', error: 'too many requests in flight' }
    const result =
      call?.f === 'status' ? this.#status(results, below, Number(call.value)) : this.machine.apply(json)
    if (call?.f !== 'status') this.executions++
    results.set(sequence, result)
    return result
  }

  #status(results: Map<number, Result | 'fenced'>, below: number, asked: number): Result {
    const known = results.get(asked)
    if (known !== undefined && known !== 'fenced') return { type: 'ok', value: { executed: known as Json } }
    if (asked < below) return { type: 'fail', error: 'no longer known' }
    results.set(asked, 'fenced')
    return { type: 'fail', error: 'not executed' }
  }
}

/** One server over the state; its faults are used up one a request, reads apart. */
export class ModelServer {
  readonly requests: Request[] = []
  readonly faults: Fault[] = []
  readonly state: ModelState
  origin = ''

  constructor(state: ModelState) {
    this.state = state
  }

  static async start(state: ModelState): Promise<ModelServer> {
    const model = new ModelServer(state)
    const server = createServer((request, response) => void model.#serve(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    model.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return model
  }

  async #serve(http: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of http) text += String(chunk)
    const path = http.url ?? ''
    const request = { path, ...(text === '' ? {} : (JSON.parse(text) as object)) } as Request
    this.requests.push(request)
    const fault = this.faults.shift()
    if (fault === 'cut' || fault === 'executed-then-cut' || fault === 'executed-then-expired') {
      if (fault !== 'cut') this.#answerOf(request)
      if (fault === 'executed-then-expired') this.state.sessions.clear()
      http.socket.destroy()
      return
    }
    if (fault === 'executed-then-silent') {
      this.#answerOf(request)
      return
    }
    const [status, body, headers = {}] = this.#outcome(fault, request)
    if (typeof fault === 'object' && 'until' in fault) await fault.until
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }

  #outcome(fault: Fault | undefined, request: Request): [number, object | string, Record<string, string>?] {
    if (fault === 'unknown') return [504, { type: 'info', error: 'leadership lost' }]
    if (fault === 'busy') return [503, { type: 'fail', error: 'busy' }]
    if (typeof fault !== 'object' || 'until' in fault) return [200, this.#answerOf(request)]
    if ('status' in fault) return [fault.status, fault.text]
    return [307, { type: 'fail', error: 'not leader' }, { location: `${fault.redirect}${request.path}` }]
  }

  #answerOf(request: Request): object {
    if (request.path === '/v1/sessions') return { type: 'ok', session: this.state.open() }
    if (request.path === '/v1/call') return this.state.execute(request)
    return { type: 'ok', path: request.path }
  }
}
