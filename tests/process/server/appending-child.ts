/**
 * Appends records to a storage for as long as it lives, eight writers at once, and prints each number once it
 * is durable. Now and then it writes a snapshot and lets go of the records before it.
 *
 *   node appending-child.ts <directory>
 */
import { openStorage } from '../../../src/raft/server/storage/index.ts'

const [directory = ''] = process.argv.slice(2)
const storage = await openStorage(directory, { cluster: 'test', node: 'n1', segmentBytes: 16 * 1024 })
const stored = storage.load() ?? {}
const numbers = Object.keys(stored).flatMap((key) => (key.startsWith('wal/') ? [Number(key.slice(4))] : []))
let next = Math.max(Number(stored['wal-start'] ?? 0), ...numbers.map((number) => number + 1))

const synced = (): Promise<void> => new Promise((resolve) => storage.sync(resolve))

async function append(): Promise<void> {
  for (;;) {
    const number = next++
    storage.write(`wal/${number}`, { number, filling: '~'.repeat(number % 300) })
    await synced()
    process.stdout.write(`${number}\n`)
    if (number % 500 !== 499) continue
    storage.write('snapshot', { through: number, filling: '~'.repeat(20_000) })
    await synced()
    storage.write('wal-start', number - 100)
    await synced()
    process.stdout.write(`snapshot ${number}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, append))
