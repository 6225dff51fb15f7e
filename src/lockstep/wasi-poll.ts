import { BAD_DESCRIPTOR, INVALID, SUCCESS } from './wasi-errno.ts'

/** Layout of what `poll_oneoff` takes and gives, in bytes. */
const SUBSCRIPTION_BYTES = 48
const TAG = 8
const TIMEOUT = 24
const FLAGS = 40
const EVENT_BYTES = 32
const EVENT_ERROR = 8
const EVENT_TYPE = 10

const CLOCK = 0
const IS_ABSOLUTE = 1

/** The clock of the module, in nanoseconds. */
export interface ModuleClock {
  now(): bigint
  /** Goes on to a later time. */
  sleepUntil(time: bigint): void
}

/**
 * `poll_oneoff`: the module sleeps until the first of its alarms. Nobody else goes on meanwhile, so the alarm is due
 * at once and the module's clock goes on to it: one that looks at its clock again would otherwise sleep for ever.
 * There is nothing to be waited for at a descriptor.
 */
export function pollOneoff(
  memory: DataView,
  clock: ModuleClock,
  [subscriptions, events, count, written]: readonly [number, number, number, number],
): number {
  if (count === 0) return INVALID
  const asked = Array.from({ length: count }, (_, at) => {
    const from = subscriptions + at * SUBSCRIPTION_BYTES
    const type = memory.getUint8(from + TAG)
    const timeout = type === CLOCK ? memory.getBigUint64(from + TIMEOUT, true) : 0n
    const isAbsolute = type === CLOCK && (memory.getUint16(from + FLAGS, true) & IS_ABSOLUTE) !== 0
    const due = isAbsolute ? timeout : clock.now() + timeout
    return { type, due, user: memory.getBigUint64(from, true) }
  })
  const descriptors = asked.filter(({ type }) => type !== CLOCK)
  if (descriptors.length === 0) {
    const first = asked.reduce((least, { due }) => (due < least ? due : least), asked[0]?.due ?? 0n)
    clock.sleepUntil(first)
  }
  const happened = descriptors.length > 0 ? descriptors : asked.filter(({ due }) => due <= clock.now())
  for (const [at, { type, user }] of happened.entries()) {
    const to = events + at * EVENT_BYTES
    new Uint8Array(memory.buffer, to, EVENT_BYTES).fill(0)
    memory.setBigUint64(to, user, true)
    memory.setUint16(to + EVENT_ERROR, type === CLOCK ? SUCCESS : BAD_DESCRIPTOR, true)
    memory.setUint8(to + EVENT_TYPE, type)
  }
  memory.setUint32(written, happened.length, true)
  return SUCCESS
}
