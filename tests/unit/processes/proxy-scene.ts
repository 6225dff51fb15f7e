import type { Socket } from 'node:net'
import { RandomStream } from '../../../src/base/random.ts'
import { Link } from '../../../src/processes/proxy/link.ts'
import type { Route, RouteFinder } from '../../../src/processes/proxy/proxied-connection.ts'
import { TcpProxy } from '../../../src/processes/proxy/tcp-proxy.ts'
import { dial, Listener } from './sockets.ts'

const cleanups: (() => void | Promise<void>)[] = []

/** Ends all scenes so far. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean()
}

/** A listener, a proxy before it, and the links of the connections through it. */
export interface Scene {
  readonly forward: Link
  readonly backward: Link
  readonly listener: Listener
  readonly proxy: TcpProxy
  dial(): Socket
}

export async function scene(finder?: (route: Route) => RouteFinder, seed = 'proxy'): Promise<Scene> {
  const random = new RandomStream(seed)
  const forward = new Link('n1', 'n2', random.fork('forward'))
  const backward = new Link('n2', 'n1', random.fork('backward'))
  const listener = await Listener.open()
  const route = { forward, backward }
  const proxy = await TcpProxy.open({ target: listener.address, route: finder?.(route) ?? route })
  const dialled: Socket[] = []
  cleanups.push(() => listener.close())
  cleanups.push(() => proxy.close())
  cleanups.push(() => dialled.forEach((socket) => socket.destroy()))
  const dialOne = (): Socket => {
    const socket = dial(proxy.address)
    dialled.push(socket)
    return socket
  }
  return { forward, backward, listener, proxy, dial: dialOne }
}

/** Bytes that show where they belong. */
export const pattern = (length: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 31 + seed * 17 + (at >> 8)) & 0xff))
