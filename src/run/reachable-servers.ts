import { errors } from '../base/operation-error.ts'
import type { ClientWorld } from '../workload/index.ts'

/** The world of a client that cannot reach some servers, counted from 0: it is refused there at once, and asks others. */
export function withoutServers(world: ClientWorld, isLost: (server: number) => boolean): ClientWorld {
  return {
    nodes: world.nodes,
    random: world.random,
    now: () => world.now(),
    after: (delay, act) => world.after(delay, act),
    record: (event) => world.record(event),
    submit: (server, call, done) => {
      if (isLost(server)) world.after(0, () => done({ type: 'fail', error: errors.serverDown }))
      else world.submit(server, call, done)
    },
  }
}
