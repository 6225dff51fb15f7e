import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { HarnessError } from '../../base/assert.ts'

/** Ports are taken in blocks of so many; the first of each is the block's lock. */
const BLOCK = 64
const LOWEST = 10_240
const HIGHEST = 32_767

/**
 * Finds free ports for servers, on loopback.
 *
 * Not by binding to port 0 and closing again: that gives a port from the range out of which the system takes
 * the near ends of outgoing connections. While a server is down, such a connection can take its port, or
 * connect to itself on it. So ports come from below that range, and each is tried before it is given out.
 *
 * Two harnesses on one machine do not get the same port: each holds the blocks it takes from by listening on
 * their first port, until it ends.
 */
export class Ports {
  readonly #highest: number
  #locks: Server[] = []
  #candidates: number[] = []
  /** Where the next block is looked for; different for each process, so that few meet. */
  #next: number

  constructor(highest = Math.min(HIGHEST, lowestEphemeral() - 1)) {
    // a machine that hands out almost every port to outgoing connections leaves no better ones
    this.#highest = highest - LOWEST < BLOCK ? HIGHEST : highest
    this.#next = process.pid % this.#blocks
  }

  get #blocks(): number {
    return Math.floor((this.#highest + 1 - LOWEST) / BLOCK)
  }

  /**
   * That many ports, none of which is given out again before {@link release}.
   * @throws HarnessError when the machine has no free ones left.
   */
  async take(count: number): Promise<number[]> {
    const taken: number[] = []
    while (taken.length < count) {
      const port = this.#candidates.shift()
      if (port === undefined) await this.#takeBlock()
      else if (await isFree(port)) taken.push(port)
    }
    return taken
  }

  /** Those ports are needed no more. They are given out again after all others. */
  release(ports: readonly number[]): void {
    this.#candidates.push(...ports)
  }

  /** Gives all back. */
  close(): void {
    for (const lock of this.#locks) lock.close()
    this.#locks = []
    this.#candidates = []
  }

  async #takeBlock(): Promise<void> {
    for (let tried = 0; tried < this.#blocks; tried++) {
      const first = LOWEST + BLOCK * (this.#next++ % this.#blocks)
      const lock = await listen(first)
      if (lock === undefined) continue
      lock.unref()
      this.#locks.push(lock)
      for (let port = first + 1; port < first + BLOCK; port++) this.#candidates.push(port)
      return
    }
    throw new HarnessError(`no free ports between ${LOWEST} and ${this.#highest} on 127.0.0.1`)
  }
}

/** The first port that the system uses for outgoing connections; where it does not say, the usual one. */
function lowestEphemeral(): number {
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
    return Number(/^\d+/.exec(range)?.[0] ?? HIGHEST + 1)
  } catch {
    return HIGHEST + 1
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (server === undefined) return false
  server.close()
  await once(server, 'close')
  return true
}

/** Undefined when somebody else has the port. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy())
  server.listen({ host: '127.0.0.1', port, exclusive: true })
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined
    throw error
  }
}
