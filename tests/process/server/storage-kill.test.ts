import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { openStorage } from '../../../src/raft/server/storage/index.ts'

const ROUNDS = 25

const folder = mkdtempSync(join(tmpdir(), 'whitewater-storage-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts a child on the folder, kills it with SIGKILL after some lines; returns all lines it printed. */
function killedAfter(lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'appending-child.ts'), folder])
  let output = ''
  let errors = ''
  let count = 0
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    for (const byte of chunk) if (byte === 10) count++
    if (count >= lines) child.kill('SIGKILL')
  })
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('close', (_, signal) => {
      // the last line may be cut in the middle
      if (signal === 'SIGKILL') resolve(output.split('\n').slice(0, -1))
      else reject(new Error(`the child ended by itself: ${errors}`))
    })
  })
}

test(`killed with SIGKILL ${ROUNDS} times, a storage has all that was acknowledged`, async () => {
  const random = new RandomStream('storage-kill')
  let acknowledged = -1
  let snapshot = -1
  let segmentsErased = false
  for (let round = 0; round < ROUNDS; round++) {
    for (const line of await killedAfter(random.int(1, 400))) {
      const [what, number] = line.startsWith('snapshot ') ? ['snapshot', line.slice(9)] : ['record', line]
      if (what === 'snapshot') snapshot = Math.max(snapshot, Number(number))
      else acknowledged = Math.max(acknowledged, Number(number))
    }
    const storage = await openStorage(folder, { cluster: 'test', node: 'n1' })
    const loaded = storage.load() ?? {}
    await storage.abandon()
    const begin = Number(loaded['wal-start'] ?? 0)
    segmentsErased ||= begin > 0
    expect(begin).toBeGreaterThanOrEqual(snapshot - 100)
    for (let number = begin; number <= acknowledged; number++) {
      expect(loaded[`wal/${number}`]).toEqual({ number, filling: '~'.repeat(number % 300) })
    }
    if (snapshot >= 0) {
      expect((loaded['snapshot'] as { through: number }).through).toBeGreaterThanOrEqual(snapshot)
    }
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS)
  expect(segmentsErased).toBe(true)
}, 120_000)
