import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Environment } from '../contract.ts'

/** Requests with answers over messages, for libraries that call their peers. */
export interface RequestReply {
  /** Rejects with a {@link NoReply} when no answer has come in time. */
  call(to: NodeId, request: Json): Promise<Json>
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
 * `answer` is asked for each request that arrives: a request that the network doubles, twice. What it throws is a failure
 * of its server, and its caller hears nothing. Both work with callbacks: `rpc.call(to, request).then(...)`.
 *
 * @param options.timeout how long a request waits for its answer, by the clock of the caller. Default 1,000 ms.
 * @example
 * const rpc = requestReply(environment, (from, request) => raft.handle(from, request), { timeout: 200 })
 * return { receive: rpc.receive, ... }
 */
export function requestReply(
  { clock, random, transport }: Pick<Environment, 'clock' | 'random' | 'transport'>,
  answer: (from: NodeId, request: Json) => Json | Promise<Json>,
  { timeout = 1000 }: { readonly timeout?: Millis } = {},
): RequestReply {
  // an answer to the server's former incarnation must not answer a request of this one
  const self = random.int(0, 2 ** 31 - 1)
  const waiting = new Map<number, (reply: Json) => void>()
  let last = 0
  return {
    call: (to, request) =>
      new Promise((resolve, reject) => {
        const id = ++last
        const cancel = clock.after(
          timeout,
          () => {
            waiting.delete(id)
            reject(new NoReply(`${to} has not answered within ${timeout} ms`))
          },
          'reply',
        )
        waiting.set(id, (reply) => {
          waiting.delete(id)
          cancel()
          resolve(reply)
        })
        transport.send(to, { of: self, id, ask: request })
      }),
    receive: (from, message) => {
      // sent by the other end of it
      const { of, id, ...rest } = message as unknown as Message
      if ('reply' in rest) {
        if (of === self) waiting.get(id)?.(rest.reply)
        return undefined
      }
      const reply = (value: Json): void => transport.send(from, { of, id, reply: value })
      const answered = answer(from, rest.ask)
      if (!(answered instanceof Promise)) return reply(answered)
      // a rejection is left alone, so that it is seen
      void answered.then(reply)
      return undefined
    },
  }
}
