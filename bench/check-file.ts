/**
 * What `check` takes for a large history file: seconds, and memory at its peak as a share of the file's size. The
 * process that checks has a heap of `share` of that size (default 0.8); where it is too small there is no answer.
 *
 *     node bench/check-file.ts [megabytes, default 200] [json-lines | edn] [share]
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check } from '../src/cli/check.ts'
import { mulberry32 } from './mulberry32.ts'

const [first = '200', format = 'json-lines', share = '0.8'] = process.argv.slice(2)
if (first.endsWith('.history')) {
  const started = performance.now()
  const code = await check([first], { model: 'kv', timeout: '600s', stdout: () => {} })
  const seconds = (performance.now() - started) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${seconds.toFixed(1)} ${peak.toFixed(0)}\n`)
  process.exitCode = code
} else {
  const folder = mkdtempSync(join(tmpdir(), 'check-file-'))
  try {
    const megabytes = Number(first)
    const file = join(folder, `of.history`)
    const operations = writeHistory(file, megabytes * 1e6, format === 'edn' ? ednLine : jsonLine)
    const heap = Math.round((megabytes * Number(share) * 1e6) / 2 ** 20)
    const flags = [`--max-old-space-size=${heap}`, fileURLToPath(import.meta.url), file]
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' })
    const [seconds = '', peak = ''] = stdout.trim().split(' ')
    const answer =
      status === 0
        ? `${seconds} s, ${(megabytes / Number(seconds)).toFixed(0)} MB/s, ${peak} MiB of memory at the peak`
        : `no answer (exit code ${String(status)}): ${stderr.slice(0, 300)}`
    process.stdout.write(
      `${format}, ${megabytes} MB, ${operations} operations, a heap of ${heap} MiB: ${answer}\n`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Event {
  readonly process: number
  readonly type: string
  readonly f: string
  readonly key: number
  readonly value: number | null
  readonly index: number
}

function jsonLine({ key, index, ...event }: Event): string {
  return `${JSON.stringify({ ...event, key: String(key), time: index * 54_321, index })}\n`
}

function ednLine({ process, type, f, key, value, index }: Event): string {
  const time = index * 54_321
  return `{:process ${process}, :type :${type}, :f :${f}, :key "${key}", :value ${value ?? 'nil'}, :time ${time}, :index ${index}}\n`
}

/**
 * Ten clients on a thousand registers, each operation taking effect as it returns; one in a hundred never does, and
 * its client goes on under another number. Returns how many operations there are.
 */
function writeHistory(file: string, bytes: number, line: (event: Event) => string): number {
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
  while (size < bytes) {
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
  closeSync(descriptor)
  return operations
}
