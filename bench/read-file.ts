/**
 * What reading a history costs: CPU time (user and system) for the same operations as JSON lines and as EDN, read alone and checked, beside
 * `JSON.parse` of each line alone. Each a process of its own, in turn; medians.
 *
 *     node bench/read-file.ts [operations, default 200000] [rounds, default 3] [folder of other sources to compare with]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as checking from '../src/check/check-file.ts'
import type * as reading from '../src/record/formats/readers/read-history.ts'
import type * as opening from '../src/record/formats/readers/source.ts'
import { ednLine, jsonLine, writeHistory } from './history-file.ts'

type Way = 'parse' | 'read' | 'check'

const own = join(import.meta.dirname, '..')
const ways: readonly (readonly [way: Way, format: 'json' | 'edn'])[] = [
  ['parse', 'json'],
  ['read', 'json'],
  ['read', 'edn'],
  ['check', 'json'],
  ['check', 'edn'],
]

/** Milliseconds of CPU, from when all modules are loaded; MiB of memory at the peak, those of the program included. */
async function measured(way: Way, file: string, sources: string): Promise<string> {
  const module = <T>(name: string): Promise<T> =>
    import(pathToFileURL(join(sources, name)).href) as Promise<T>
  const { openSource } = await module<typeof opening>('src/record/formats/readers/source.ts')
  const { readEvents } = await module<typeof reading>('src/record/formats/readers/read-history.ts')
  const { checkFile } = await module<typeof checking>('src/check/check-file.ts')
  const before = process.cpuUsage()
  if (way === 'parse') {
    // by pieces, as a text may not be larger than half a gigabyte
    const bytes = readFileSync(file)
    for (let from = 0; from < bytes.length;) {
      const end = Math.min(bytes.length, bytes.lastIndexOf(10, from + 2 ** 22) + 1)
      for (const line of bytes.toString('utf8', from, end).split('\n')) if (line !== '') JSON.parse(line)
      from = end
    }
  } else if (way === 'read') {
    let events = 0
    await readEvents(openSource(file), ({ type }) => {
      if (type === 'ok') events++
    })
    if (events === 0) throw new Error('no event was read')
  } else {
    const { verdict } = await checkFile(file, { model: 'kv', timeout: 600_000 })
    if (verdict.valid !== true) throw new Error('must be valid')
  }
  const { user, system } = process.cpuUsage(before)
  return `${((user + system) / 1000).toFixed(0)} ${(process.resourceUsage().maxRSS / 1024).toFixed(0)}`
}

const [first = '200000', second = '3', third, ...rest] = process.argv.slice(2)
if (rest.length > 0) {
  process.stdout.write(await measured(first as Way, second, rest[0] ?? own))
} else {
  const folder = mkdtempSync(join(tmpdir(), 'read-file-'))
  try {
    const files = { json: join(folder, 'history.jsonl'), edn: join(folder, 'history.edn') }
    const operations = writeHistory(files.json, { atLeast: Number(first) }, jsonLine)
    writeHistory(files.edn, { atLeast: Number(first) }, ednLine)
    const rows = [own, ...(third === undefined ? [] : [resolve(third)])].flatMap((sources) =>
      ways.map(([way, format]) => ({ way, format, sources, cpu: [] as number[], peak: 0 })),
    )
    for (let round = 0; round < Number(second); round++)
      for (const row of rows) {
        const words = [import.meta.filename, row.way, files[row.format], '-', row.sources]
        const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
        const [millis = NaN, peak = NaN] = stdout.split(' ').map(Number)
        if (Number.isNaN(peak)) throw new Error(stderr)
        row.cpu.push(millis)
        row.peak = Math.max(row.peak, peak)
      }
    const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1] ?? NaN
    const alone = median(rows[0]?.cpu ?? [])
    console.log(`${operations} operations          ms   to JSON.parse   operations/s   MiB at the peak`)
    for (const { way, format, sources, cpu, peak } of rows) {
      const taken = median(cpu)
      const name = `${way} ${format}${sources === own ? '' : ` of ${third}`}`.padEnd(28)
      const speed = ((operations / taken) * 1000).toFixed(0)
      console.log(
        `${name} ${taken.toFixed(0).padStart(6)} ${(taken / alone).toFixed(2).padStart(14)}x ${speed.padStart(14)} ${peak}`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
