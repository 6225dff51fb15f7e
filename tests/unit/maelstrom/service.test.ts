import { expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { RandomStream } from '../../../src/base/random.ts'
import { Network } from '../../../src/maelstrom/network.ts'
import { linearizableStore } from '../../../src/maelstrom/services/key-value.ts'
import { attachService } from '../../../src/maelstrom/services/service.ts'
import { RealClock } from '../../../src/processes/real-clock.ts'

type Fields = Readonly<Record<string, Json>>

// Programs answer what they do not understand by an error, and some of them errors too: two of a kind would never end.
test.each<[string, Fields, number]>([
  ['a request', { type: 'read', key: 1, msg_id: 7 }, 1],
  ['a request that it does not know', { type: 'reed', msg_id: 7 }, 1],
  ['an error', { type: 'error', code: 10, text: 'does not take error' }, 0],
  ['an answer', { type: 'read_ok', value: 1, in_reply_to: 3 }, 0],
  ['an error in answer to nothing', { type: 'error', code: 10, in_reply_to: null }, 0],
])('a service answers %s', async (_, body, answers) => {
  const got: string[] = []
  const network = new Network({
    clock: new RealClock(() => undefined),
    random: new RandomStream('1'),
    latency: { mean: 0, distribution: 'constant' },
    operations: new Set(),
    partitionBy: 'src',
    watch: () => undefined,
    onFlood: () => undefined,
  })
  attachService(linearizableStore(), network)
  network.attach('n0', ({ body: answer }) => void got.push(String(answer.type)), true)
  network.send({ src: 'n0', dest: 'lin-kv', body })
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(got).toHaveLength(answers)
})
