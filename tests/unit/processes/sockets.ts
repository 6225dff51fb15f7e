import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Address } from '../../../src/subject/server.ts'

/** A server that keeps the connections it accepts. */
export class Listener {
  readonly accepted: Socket[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      this.accepted.push(socket)
    })
  }

  static async open(port = 0): Promise<Listener> {
    const server = createServer({ allowHalfOpen: true })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return new Listener(server)
  }

  get address(): Address {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }
  }

  /** The connection of that number, once it is there. */
  async connection(number = 0): Promise<Socket> {
    while (this.accepted[number] === undefined) await once(this.#server, 'connection')
    return this.accepted[number]
  }

  close(): void {
    this.#server.close()
    for (const socket of this.accepted) socket.destroy()
  }
}

/** A connection that stays open for writing when the other side has ended. */
export function dial(address: Address): Socket {
  const socket = connect({ ...address, allowHalfOpen: true })
  socket.on('error', () => undefined)
  return socket
}

/** All that arrives until the regular end. Rejects when the connection breaks instead. */
export async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((resolve, reject) => {
    socket.once('end', resolve)
    socket.once('close', () => reject(new Error('closed without end')))
  })
  return Buffer.concat(chunks)
}

/** Resolves once so many bytes have arrived; leaves the socket flowing. */
export async function receivedBytes(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  await new Promise<void>((resolve) => {
    const take = (chunk: Buffer): void => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes < count) return
      socket.off('data', take)
      resolve()
    }
    socket.on('data', take)
  })
  return Buffer.concat(chunks)
}

/** Resolves when the connection is closed for good. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
}

/** Resolves once it is so; the test's own time limit bounds it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Long enough for what would pass to have passed: only ever used to see that nothing comes. */
export const quietTime = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))
