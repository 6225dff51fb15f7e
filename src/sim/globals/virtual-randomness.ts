import nodeCrypto from 'node:crypto'
import { redirect } from './dispatch.ts'
import type { GlobalsSource } from './globals-source.ts'

type Answer = (error: null | undefined, value: unknown) => void

export function patchRandomness(): void {
  redirect([Math], 'random', (source) => source.fraction())
  const sources = [globalThis.crypto, nodeCrypto]
  redirect(sources, 'randomUUID', uuid)
  redirect(sources, 'getRandomValues', (source, array: ArrayBufferView) => {
    source.fill(bytesOf(array))
    return array
  })
  for (const name of ['randomBytes', 'pseudoRandomBytes', 'rng', 'prng']) {
    redirect([nodeCrypto], name, (source, size: number, answer?: Answer) => {
      const bytes = Buffer.alloc(size)
      source.fill(bytes)
      return answered(bytes, answer)
    })
  }
  redirect([nodeCrypto], 'randomFillSync', fill)
  redirect([nodeCrypto], 'randomFill', (source, array: ArrayBufferView, ...rest: unknown[]) =>
    answered(fill(source, array, ...rest.slice(0, -1)), rest.at(-1) as Answer),
  )
  redirect([nodeCrypto], 'randomInt', (source, low: number, high?: unknown, callback?: Answer) => {
    const [from, below] = typeof high === 'number' ? [low, high] : [0, low]
    const drawn = from + Math.floor(source.fraction() * (below - from))
    return answered(drawn, typeof high === 'function' ? (high as Answer) : callback)
  })
}

/** By a callback when there is one, as Node.js does: never within the call. */
function answered(value: unknown, answer: Answer | undefined): unknown {
  if (typeof answer !== 'function') return value
  process.nextTick(answer, null, value)
  return undefined
}

const bytesOf = (array: ArrayBufferView | ArrayBuffer): Uint8Array =>
  ArrayBuffer.isView(array)
    ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    : new Uint8Array(array)

/** `offset` and `size` count elements, as in `randomFillSync`. */
function fill(source: GlobalsSource, array: ArrayBufferView, offset: unknown = 0, size?: unknown): unknown {
  const { BYTES_PER_ELEMENT: width = 1 } = array as Uint8Array
  const from = Number(offset) * width
  const bytes = bytesOf(array)
  source.fill(bytes.subarray(from, size === undefined ? bytes.length : from + Number(size) * width))
  return array
}

function uuid(source: GlobalsSource): string {
  const bytes = Buffer.alloc(16)
  source.fill(bytes)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
