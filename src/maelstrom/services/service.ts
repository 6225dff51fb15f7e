import type { Message } from '../message.ts'
import { replyBody, type Network } from '../network.ts'
import { errorName } from '../errors.ts'
import type { Json } from '../../base/json.ts'

/** What a service answers: a body without `in_reply_to`, or a code of the table of errors. */
export type ServiceAnswer = { readonly [field: string]: Json } | number

/** A storage service that nodes may use, by its name on the network. */
export interface Service {
  readonly id: string
  answer(message: Message): ServiceAnswer
}

export function attachService(service: Service, network: Network): void {
  const { id } = service
  network.attach(id, (message) => {
    // an answer is no request: two that answer each other's errors never end
    if (message.body.type === 'error' || message.body.in_reply_to !== undefined) return
    const answer = service.answer(message)
    const body =
      typeof answer === 'number' ? { type: 'error', code: answer, text: errorName(answer) } : answer
    network.send({ src: id, dest: message.src, body: replyBody(message.body, body) })
  })
}
