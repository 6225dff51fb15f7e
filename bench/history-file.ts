import { closeSync, openSync, writeSync } from 'node:fs'
import { mulberry32 } from './mulberry32.ts'

interface Event {
  readonly process: number
  readonly type: string
  readonly f: string
  readonly key: number
  readonly value: number | null
  readonly index: number
}

export function jsonLine({ key, index, ...event }: Event): string {
  return `${JSON.stringify({ ...event, key: String(key), time: index * 54_321, index })}\n`
}

export function ednLine({ process, type, f, key, value, index }: Event): string {
  const time = index * 54_321
  return `{:process ${process}, :type :${type}, :f :${f}, :key "${key}", :value ${value ?? 'nil'}, :time ${time}, :index ${index}}\n`
}

/**
 * Ten clients on a thousand registers, each operation taking effect as it returns; one in a hundred never does, and
 * its client goes on under another number. Ends at so many bytes or so many operations, whichever is more. Returns how
 * many operations there are.
 */
export function writeHistory(
  file: string,
  { bytes = 0, atLeast = 0 }: { readonly bytes?: number; readonly atLeast?: number },
  line: (event: Event) => string,
): number {
  const random = mulberry32(1)
  const registers: (number | null)[] = new Array<null>(1000).fill(null)
  const clients = Array.from({ length: 10 }, (_, index) => ({ process: index, f: '', key: 0, value: 0 }))
  let processes = clients.length
  let operations = 0
  let index = 0
  let size = 0
  let pending: string[] = []
  const descriptor = openSync(file, 'w')
  const flush = (): void => {
    size += writeSync(descriptor, pending.join(''))
    pending = []
  }
  while (size < bytes || operations < atLeast) {
    const client = clients[Math.floor(random() * clients.length)] as (typeof clients)[number]
    const { process, f, key, value } = client
    if (f === '') {
      client.f = random() < 0.5 ? 'read' : 'write'
      client.key = Math.floor(random() * registers.length)
      client.value = ++operations
      const { key: chosen } = client
      const written = client.f === 'read' ? null : operations
      pending.push(
        line({ process, type: 'invoke', f: client.f, key: chosen, value: written, index: index++ }),
      )
    } else {
      const known = random() >= 0.01
      if (known && f === 'write') registers[key] = value
      const returned = f === 'read' && known ? (registers[key] as number | null) : f === 'read' ? null : value
      pending.push(line({ process, type: known ? 'ok' : 'info', f, key, value: returned, index: index++ }))
      client.f = ''
      if (!known) client.process = processes++
    }
    if (pending.length === 10_000) flush()
  }
  flush()
  closeSync(descriptor)
  return operations
}
