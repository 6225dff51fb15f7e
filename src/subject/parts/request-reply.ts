import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Environment } from '../contract.ts'

/** Requests with answers over messages, for libraries that call their peers. */
export interface RequestReply {
  /** Rejects with a {@link NoReply} when no answer has come in time. */
  call(to: NodeId, request: Json): Promise<Json>
  /** As {@link call}, for libraries with callbacks: `done(error)` or `done(null, reply)`. */
  ask(to: NodeId, request: Json, done: (error: Error | null, reply?: Json) => void): void
  /** To be given every message that arrives. */
  receive(from: NodeId, message: Json): void
}

/** A request that was not answered in time. It may have arrived all the same. */
export class NoReply extends Error {
  override readonly name = 'NoReply'
}

type Message = { readonly of: number; readonly id: number } & (
  { readonly ask: Json } | { readonly reply: Json }
)

/**
 * What is answered: a value, a promise of one, or nothing when `reply` is called, at any time. What it throws is a failure of
 * its server, and the caller hears nothing.
 */
export type Answer = (
  from: NodeId,
  request: Json,
  reply: (value: Json) => void,
) => Json | Promise<Json> | undefined | void

export interface RequestReplyOptions {
  /** How long a request waits for its answer, by the clock of the caller. Default 1,000 ms. */
  readonly timeout?: Millis
}

/**
 * `answer` is asked for each request that arrives: a request that the network doubles, twice. {@link connectedRequests} asks
 * once, and in order.
 *
 * @example
 * const rpc = requestReply(environment, (from, request) => raft.handle(from, request), { timeout: 200 })
 * return { receive: rpc.receive, ... }
 */
export function requestReply(
  { clock, random, transport }: Pick<Environment, 'clock' | 'random' | 'transport'>,
  answer: Answer,
  { timeout = 1000 }: RequestReplyOptions = {},
): RequestReply {
  // an answer to the server's former incarnation must not answer a request of this one
  const self = random.int(0, 2 ** 31 - 1)
  const waiting = new Map<number, (reply: Json) => void>()
  let last = 0
  const ask: RequestReply['ask'] = (to, request, done) => {
    const id = ++last
    const late = (): void => {
      waiting.delete(id)
      done(new NoReply(`${to} has not answered within ${timeout} ms`))
    }
    const cancel = clock.after(timeout, late, 'reply')
    waiting.set(id, (reply) => {
      waiting.delete(id)
      cancel()
      done(null, reply)
    })
    transport.send(to, { of: self, id, ask: request })
  }
  return {
    ask,
    call: (to, request) =>
      new Promise((resolve, reject) => {
        ask(to, request, (error, reply) => (error === null ? resolve(reply ?? null) : reject(error)))
      }),
    receive: (from, message) => {
      // sent by the other end of it
      const { of, id, ...rest } = message as unknown as Message
      if ('reply' in rest) {
        if (of === self) waiting.get(id)?.(rest.reply)
        return
      }
      const reply = (value: Json): void => transport.send(from, { of, id, reply: value })
      const answered = answer(from, rest.ask, reply)
      // a rejection is left alone, so that it is seen
      if (answered instanceof Promise) void answered.then(reply)
      else if (answered !== undefined) reply(answered)
    },
  }
}
