/**
 * NATS JetStream by reads that are not linearizable, and not said to be. The target `nats` comes built in.
 *
 *   apt-get install nats-server
 *   npx whitewater run leader-isolated --target ./examples/servers/nats.ts --nodes 3 --rate 60
 */
import { nats } from 'whitewater'

/** What the leader of the stream has. One that was deposed, and does not know it, answers as well. */
export const leaderReads = nats({ reads: 'leader', cas: false })

/** What any server has: the default of clients for buckets since 2.9. */
export const directReads = nats({ reads: 'direct', cas: false })

export default leaderReads
