import fc from 'fast-check'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { SomeAccount } from '../unit/processes/account.ts'
import { cleanUp, pattern, scene } from '../unit/processes/proxy-scene.ts'
import { received, until } from '../unit/processes/sockets.ts'

afterEach(cleanUp)

async function writeAll(socket: Socket, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
}

test('a proxy passes both directions unchanged and in order, whatever the delays and stalls', async () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 70_000 })), { maxLength: 12 })
  const delay = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }))
  const run = fc.record({ there: sizes, back: sizes, delay, stalls: fc.nat({ max: 3 }), seed: fc.nat() })
  await fc.assert(
    fc.asyncProperty(run, async ({ there, back, delay: [low, more], stalls, seed }) => {
      const { forward, backward, listener, proxy, dial } = await scene(undefined, `${seed}`)
      const account = new SomeAccount()
      for (const link of [forward, backward]) {
        link.disturb(account, { delayLow: low, delayHigh: low + more })
      }
      const client = dial()
      const server = await listener.connection()
      const chunks = [there, back].map((each, way) => each.map((size, at) => pattern(size, at + 100 * way)))
      const arrived = Promise.all([received(server), received(client)])
      const sent = Promise.all([writeAll(client, chunks[0]!), writeAll(server, chunks[1]!)])
      for (let stall = 0; stall < stalls; stall++) {
        const link = stall % 2 === 0 ? forward : backward
        link.cut(account, 'stall')
        await new Promise((resolve) => setTimeout(resolve, 3))
        link.mend(account)
      }
      await sent
      const [atServer, atClient] = await arrived
      expect(atServer.equals(Buffer.concat(chunks[0]!))).toBe(true)
      expect(atClient.equals(Buffer.concat(chunks[1]!))).toBe(true)
      // both ended regularly: nothing is left of the connection
      await until(() => proxy.connections === 0)
      await cleanUp()
    }),
    { numRuns: 25 },
  )
})
