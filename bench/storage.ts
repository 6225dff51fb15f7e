/**
 * What group commit brings: records made durable in a second by the server's storage with many writers at once,
 * beside what one does without it: append one record, fdatasync, next.
 *
 *   node bench/storage.ts [folder on the disk to measure]
 */
import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, write } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openStorage } from '../src/raft/server/storage/index.ts'

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'whitewater-bench-storage-'))
const SECONDS = 2
const value = (bytes: number): object => ({
  life: 1,
  from: 7,
  entries: [{ index: 7, command: '~'.repeat(bytes) }],
})

interface Measured {
  readonly records: number
  readonly syncs: number
  /** Median and 99th percentile of the time one record waits, in ms. */
  readonly median: number
  readonly slow: number
}

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor(part * (sorted.length - 1))] ?? 0

function measured(waits: number[], elapsed: number, syncs: number): Measured {
  waits.sort((a, b) => a - b)
  return {
    records: (1000 * waits.length) / elapsed,
    syncs: (1000 * syncs) / elapsed,
    median: percentile(waits, 0.5),
    slow: percentile(waits, 0.99),
  }
}

/** One record after the other, each with a sync of its own. */
async function naive(bytes: number): Promise<Measured> {
  const file = openSync(join(folder, 'naive'), 'w')
  const append = promisify(write)
  const sync = promisify(fdatasync)
  const record = value(bytes)
  const waits: number[] = []
  const began = performance.now()
  while (performance.now() - began < 1000 * SECONDS) {
    const started = performance.now()
    await append(file, `${JSON.stringify(record)}\n`)
    await sync(file)
    waits.push(performance.now() - started)
  }
  const elapsed = performance.now() - began
  closeSync(file)
  return measured(waits, elapsed, waits.length)
}

/** Writers that each write a record, wait until it is durable, and write the next. */
async function grouped(bytes: number, writers: number): Promise<Measured> {
  const storage = await openStorage(mkdtempSync(join(folder, 'storage-')), { cluster: 'bench', node: 'n1' })
  const record = value(bytes)
  let number = 0
  const waits: number[] = []
  const began = performance.now()
  const writer = async (): Promise<void> => {
    while (performance.now() - began < 1000 * SECONDS) {
      const started = performance.now()
      storage.write(`wal/${number++}`, record as never)
      await new Promise<void>((resolve) => storage.sync(resolve))
      waits.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  const elapsed = performance.now() - began
  const { fsyncs } = storage.counters
  await storage.close()
  return measured(waits, elapsed, fsyncs)
}

function row(what: string, { records, syncs, median, slow }: Measured, ratio: string): void {
  const columns = [
    what.padEnd(34),
    `${records.toFixed(0).padStart(8)} records/s`,
    `${syncs.toFixed(0).padStart(6)} syncs/s`,
    `median ${median.toFixed(2).padStart(6)} ms`,
    `p99 ${slow.toFixed(2).padStart(6)} ms`,
    ratio.padStart(8),
  ]
  console.log(columns.join('  '))
}

console.log(`Node ${process.version}; ${SECONDS} s each; ratios are to one fdatasync a record\n`)
try {
  for (const bytes of [100, 4000]) {
    console.log(`records of about ${bytes} bytes`)
    const rival = await naive(bytes)
    row('  append, fdatasync, one by one', rival, '1.0x')
    for (const writers of [1, 8, 64, 512]) {
      const own = await grouped(bytes, writers)
      row(`  storage, ${writers} writers`, own, `${(own.records / rival.records).toFixed(1)}x`)
    }
    // the disk is not ours alone: shows how far the rival moved meanwhile
    row('  append, fdatasync, once more', await naive(bytes), '')
  }
} finally {
  rmSync(folder, { recursive: true })
}
