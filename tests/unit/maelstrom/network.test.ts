import { expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { Network } from '../../../src/maelstrom/network.ts'
import { RealClock } from '../../../src/processes/real-clock.ts'

// n0 passes the request of client c9 on to n1, under the name of the client, while n0 and n1 are parted.

test.each([
  ['src', ['c9 r']],
  ['origin', []],
] as const)('a partition by %s lets through %j', async (partitionBy, arrived) => {
  const got: string[] = []
  const network = new Network({
    clock: new RealClock(() => undefined),
    random: new RandomStream('1'),
    latency: { mean: 0, distribution: 'constant' },
    operations: new Set(['r']),
    partitionBy,
    watch: () => undefined,
    onFlood: () => undefined,
  })
  network.attach('n0', () => undefined, true)
  network.attach('n1', ({ src, body }) => void got.push(`${src} ${String(body.type)}`), true)
  network.attach('c9', () => undefined)
  network.cut('n0', 'n1')
  network.send({ src: 'c9', dest: 'n1', body: { type: 'r' } }, 'n0')
  network.send({ src: 'n0', dest: 'n1', body: { type: 'r' } }, 'n0')
  await new Promise((resolve) => setImmediate(resolve))
  expect(got).toEqual(arrived)
})
