import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { Ports } from '../../../src/processes/supervision/ports.ts'

const open: Ports[] = []
const somePorts = (highest?: number): Ports => {
  const ports = new Ports(highest)
  open.push(ports)
  return ports
}
afterEach(() => open.splice(0).forEach((ports) => ports.close()))

describe('ports', () => {
  test('are free, and none is given out twice', async () => {
    const ports = somePorts()
    const taken = [...(await ports.take(50)), ...(await ports.take(50))]
    expect(new Set(taken).size).toBe(100)
    for (const port of taken) {
      const server = createServer().listen(port, '127.0.0.1')
      await once(server, 'listening')
      server.close()
    }
  })

  test('two who take at the same time get different ones', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => somePorts().take(30)))
    expect(new Set(all.flat()).size).toBe(120)
  })

  test('lie below those of outgoing connections', async () => {
    for (const port of await somePorts().take(10)) {
      expect(port).toBeGreaterThan(10_240)
      expect(port).toBeLessThanOrEqual(32_767)
    }
  })

  test('one that somebody else has meanwhile is passed over', async () => {
    const ports = somePorts()
    const [first] = (await ports.take(1)) as [number]
    const server = createServer().listen(first + 1, '127.0.0.1')
    await once(server, 'listening')
    expect(await ports.take(2)).not.toContain(first + 1)
    server.close()
  })

  test('what was released comes again', async () => {
    const ports = somePorts()
    const taken = await ports.take(5)
    expect(await ports.take(10)).not.toContain(taken[0])
    ports.release(taken)
    const again: number[] = []
    while (!taken.every((port) => again.includes(port))) again.push(...(await ports.take(1)))
  })

  test('when none are left the message says so', async () => {
    // two blocks in all
    const ports = somePorts(10_240 + 127)
    await expect(ports.take(127)).rejects.toThrow(/no free ports between 10240 and 10367/)
  })
})
