/**
 * In how small a heap the checker decides a large history: of program, history and checker together, in steps of
 * 4 MB, each tried in a process of its own. What lies outside the heap, the columns, is told beside it.
 *
 *     node bench/checker-memory.ts
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkLinearizability } from '../checkers/linearizability/index.ts'
import { models } from '../checkers/models/index.ts'
import { generateRegisters } from './checker-histories.ts'

const program = fileURLToPath(import.meta.url)
const workloads = [
  { operations: 10_000, clients: 10 },
  { operations: 100_000, clients: 5 },
  { operations: 100_000, clients: 50, info: 0.05 },
]
const chosen = process.argv[2]
if (chosen === undefined) {
  for (const [index, { operations, clients, info = 0 }] of workloads.entries()) {
    const name = `1 key, ${operations} ops, ${clients} clients, ${100 * info} % info`
    process.stdout.write(`${name}: ${smallestHeap(index)}\n`)
  }
} else {
  const history = generateRegisters(workloads[Number(chosen)] ?? { operations: 0, clients: 1 })
  const { valid } = checkLinearizability(history, models.kv)
  const outside = Math.ceil(process.memoryUsage().arrayBuffers / 2 ** 20)
  process.stdout.write(`${String(valid)}, and ${outside} MB beside it`)
}

/** By halving. */
function smallestHeap(index: number): string {
  let enough = 512
  let told = 'not decided'
  for (let little = 0; enough - little > 4;) {
    const middle = (little + enough) >> 1
    const flags = [`--max-old-space-size=${middle}`, '--max-semi-space-size=1', program]
    const { status, stdout } = spawnSync(process.execPath, [...flags, String(index)], { encoding: 'utf8' })
    if (status === 0) {
      enough = middle
      told = stdout
    } else little = middle
  }
  return `decided in a heap of ${enough} MB: ${told}`
}
