import type { ErrorCode } from '../../base/error-codes.ts'
import { errorOfService } from '../../base/error-of-text.ts'
import type { Json } from '../../base/json.ts'
import type { CallOptions } from './call-options.ts'
import { serviceFailure, type CallScope, type Courier } from './courier.ts'
import type { Delivered } from './delivery.ts'
import { CallFailedError, UnknownOutcomeError, type RequestReference } from './errors.ts'
import { pause } from './backoff.ts'
import { SessionNumbers } from './session-numbers.ts'

/** What became of a request. */
export type RequestStatus =
  | { readonly state: 'executed'; readonly result: Json }
  /** It was not executed and never will be. */
  | { readonly state: 'not-executed' }
  /** The servers have forgotten: it was answered or given up, or its session has ended. It will not be executed now. */
  | { readonly state: 'no-longer-known' }

/** Sessions that ended with requests of unknown fate, kept so that these can be asked about; the oldest go first. */
const MAX_FORMER = 16

/**
 * Calls that are executed once each, however often they are sent: requests of a session, numbered. The session is
 * opened with the first call, and anew when the servers no longer know it.
 */
export class ClientSession {
  readonly #courier: Courier
  #current: SessionNumbers | undefined
  #opening: Promise<SessionNumbers> | undefined
  readonly #former = new Map<number, SessionNumbers>()

  constructor(courier: Courier) {
    this.#courier = courier
  }

  /**
   * Executes a call of the service, once, and returns the value it answered.
   * @throws CallFailedError when it was certainly not executed, or the service failed it.
   * @throws UnknownOutcomeError when its time is up and it may have been executed, or may yet be.
   */
  async call(call: Json, options: CallOptions = {}): Promise<Json> {
    const scope = this.#courier.scope(options)
    for (;;) {
      const numbers = await this.#numbers(scope)
      const sequence = numbers.take()
      if (sequence === undefined) {
        await this.#makeRoom(numbers, scope)
        continue
      }
      const delivered = await this.#send(numbers, sequence, call, scope)
      if (isTurnedAway(delivered) && !delivered.doubtful) {
        numbers.done(sequence)
        this.#end(numbers)
        continue
      }
      return this.#conclude(numbers, sequence, call, delivered)
    }
  }

  /**
   * What became of a request: of an {@link UnknownOutcomeError}, or by its numbers. The question is executed in
   * the request's own session; its "not executed" is final.
   * @throws CallFailedError also when the session was not this client's, or is too long ago.
   */
  async status({ session, sequence }: RequestReference, options: CallOptions = {}): Promise<RequestStatus> {
    const numbers = this.#current?.session === session ? this.#current : this.#former.get(session)
    if (numbers === undefined)
      throw new CallFailedError('unknown-session', `session ${session} is not one this client can ask in`)
    const question = numbers.takeForQuestion()
    const call = { f: 'status', value: sequence }
    const delivered = await this.#send(numbers, question, call, this.#courier.scope(options))
    // nobody will ask about the question itself
    numbers.done(question)
    if (delivered.kind !== 'decided') throw this.#courier.failure(delivered)
    const status = statusIn(delivered.body)
    numbers.done(sequence)
    if (!numbers.hasUnknown) this.#former.delete(session)
    return status
  }

  #send(numbers: SessionNumbers, sequence: number, call: Json, scope: CallScope): Promise<Delivered> {
    const { session, acknowledged } = numbers
    const body = JSON.stringify({ session, sequence, acknowledged, call })
    return this.#courier.deliver({ method: 'POST', path: '/v1/call', body }, scope)
  }

  #conclude(numbers: SessionNumbers, sequence: number, call: Json, delivered: Delivered): Json {
    // what refuses this copy of the request says nothing about those sent before
    if (delivered.doubtful && (delivered.kind === 'given-up' || isTurnedAway(delivered))) {
      numbers.unknown(sequence)
      if (delivered.kind === 'decided') this.#end(numbers)
      else if (numbers !== this.#current) this.#remember(numbers)
      const why = delivered.kind === 'given-up' ? delivered.why : 'its session takes no more copies of it'
      const cause = delivered.kind === 'given-up' ? delivered.cause : undefined
      throw new UnknownOutcomeError({ session: numbers.session, sequence }, call, why, cause)
    }
    numbers.done(sequence)
    if (delivered.kind !== 'decided') throw this.#courier.failure(delivered)
    const { body } = delivered
    if (body.type === 'ok') return body['value'] ?? null
    throw serviceFailure(body.error as string, body)
  }

  /** The session's numbers; opens one when there is none. Calls that come meanwhile share it. */
  async #numbers(scope: CallScope): Promise<SessionNumbers> {
    while (this.#current === undefined) {
      if (this.#opening === undefined) {
        this.#opening = this.#open(scope).finally(() => (this.#opening = undefined))
        return this.#opening
      }
      // whoever opens it may have less time, or be ended earlier, than those who wait for it: then one of them tries
      await this.#opening.catch(() => undefined)
      if (isOver(scope)) break
    }
    return this.#current ?? this.#open(scope)
  }

  async #open(scope: CallScope): Promise<SessionNumbers> {
    const { session } = await this.#courier.fetch({ method: 'POST', path: '/v1/sessions' }, scope)
    if (!Number.isSafeInteger(session))
      throw new CallFailedError('bad-request', 'the server answered no session number')
    return (this.#current = new SessionNumbers(session as number))
  }

  /** The window is full: of calls that will be answered, or of unknown ones, and then another session is needed. */
  async #makeRoom(numbers: SessionNumbers, scope: CallScope): Promise<void> {
    if (numbers.stuck) {
      this.#end(numbers)
      return
    }
    const left = Math.max(0, scope.deadline - performance.now())
    await pause(left, scope.signals, (end) => numbers.onRoom(end))
    if (isOver(scope))
      throw this.#courier.failure({
        ...{ kind: 'given-up', doubtful: false, aborted: scope.signals.some(({ aborted }) => aborted) },
        why: 'too many calls under way',
      })
  }

  /** No more calls in this session. */
  #end(numbers: SessionNumbers): void {
    if (this.#current === numbers) this.#current = undefined
    if (numbers.hasUnknown) this.#remember(numbers)
  }

  /** Its requests of unknown fate can still be asked about. */
  #remember(numbers: SessionNumbers): void {
    this.#former.set(numbers.session, numbers)
    const [oldest] = this.#former.keys()
    if (this.#former.size > MAX_FORMER && oldest !== undefined) this.#former.delete(oldest)
  }
}

const isOver = ({ deadline, signals }: CallScope): boolean =>
  performance.now() >= deadline || signals.some(({ aborted }) => aborted)

/** The session is not known any more, or takes no more requests: this copy of the request was not executed. */
const isTurnedAway = (delivered: Delivered): boolean =>
  delivered.kind === 'decided' &&
  delivered.body.type === 'fail' &&
  turnedAway.has(errorOfService(delivered.body.error).code)

const turnedAway: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['no-such-session', 'too-many-in-flight'])

function statusIn(body: { readonly [field: string]: Json }): RequestStatus {
  if (body['type'] === 'ok') {
    const { executed } = (body['value'] ?? {}) as { readonly executed?: Json }
    return { state: 'executed', result: executed ?? null }
  }
  const { code, text } = errorOfService(String(body['error']))
  if (code === 'not-executed') return { state: code }
  if (code === 'no-longer-known' || code === 'no-such-session') return { state: 'no-longer-known' }
  throw serviceFailure(text, body)
}
