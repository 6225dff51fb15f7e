import { assert } from '../base/assert.ts'
import type { Micros } from '../base/time.ts'
import type { Envelope } from './network.ts'
import type { Timer } from './process.ts'

/**
 * Something that will happen at an instant. One shape for all kinds keeps the queue fast. {@link delivery},
 * {@link expiry}, {@link syncDone} and {@link action} make them; nobody else fills them in.
 */
export class SimEvent {
  readonly time: Micros
  /** Ties are broken by the order of scheduling, so that a run does not depend on the heap. */
  readonly order: number
  /** Ordinal of the server it concerns; -1 for an action of the world. */
  node = -1
  /** The server's incarnation it belongs to; events of an earlier incarnation are void. A message has none. */
  incarnation = 0
  envelope: Envelope | undefined = undefined
  timer: Timer | undefined = undefined
  act: (() => void) | undefined = undefined
  cancelled = false

  constructor(time: Micros, order: number) {
    // a time that compares with nothing would put the whole queue out of order
    assert(!Number.isNaN(time), 'an event has a time')
    this.time = time
    this.order = order
  }
}

/** A message arrives. */
export function delivery(time: Micros, order: number, envelope: Envelope): SimEvent {
  const event = new SimEvent(time, order)
  event.node = envelope.to
  event.envelope = envelope
  return event
}

/** A timer of a server fires. */
export function expiry(time: Micros, order: number, timer: Timer): SimEvent {
  const event = new SimEvent(time, order)
  event.node = timer.node
  event.incarnation = timer.incarnation
  event.timer = timer
  return event
}

/** What an incarnation of a server wrote is durable. */
export function syncDone(
  time: Micros,
  order: number,
  { ordinal, incarnation }: { readonly ordinal: number; readonly incarnation: number },
  act: () => void,
): SimEvent {
  const event = new SimEvent(time, order)
  event.node = ordinal
  event.incarnation = incarnation
  event.act = act
  return event
}

/** The world does something of its own. */
export function action(time: Micros, order: number, act: () => void): SimEvent {
  const event = new SimEvent(time, order)
  event.act = act
  return event
}

/** Whether it is not to happen any more. */
export const isTakenBack = ({ cancelled, timer }: SimEvent): boolean => cancelled || timer?.cancelled === true
