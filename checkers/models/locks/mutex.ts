import type { Model } from '../model.ts'
import { describeCall } from '../describe.ts'

/**
 * A lock per key: `acquire` needs it free, `release` needs it held. Who holds it is not part of the state, as
 * in Knossos: a client that crashed goes on under another process number and may release what it acquired.
 */
export const mutex: Model<boolean> = mutexFrom(false)

/** The lock that may be held at first. */
export function mutexFrom(initial: boolean): Model<boolean> {
  return {
    name: 'mutex',
    functions: ['acquire', 'release'],
    isRead: () => false,
    init: () => initial,
    step(held, operation) {
      if (operation.f === 'acquire') return held ? undefined : true
      return held ? false : undefined
    },
    key: (held) => (held ? 'held' : 'free'),
    initials: () => [true],
    describeOperation: (operation) => describeCall(operation, [], false),
    describeState: (held) => (held ? 'held' : 'free'),
  }
}
