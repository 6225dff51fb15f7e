/**
 * How fast the linearizability checker is, against native Porcupine (Go) on the same histories in the same run.
 * `verdict` is packing, verdict and replay of every order; `explained` adds, for a failure, its explanation and
 * minimal core; `core` is the depth-first search alone on integer states, what Porcupine itself does (goal G12), for ten
 * seconds at most. The ratio is Porcupine's time to `verdict`. Medians; the rival gets ten seconds a history.
 *
 *     node bench/checker.ts [part of the names of the workloads, default all]
 */
import { checkLinearizability } from '../checkers/linearizability/index.ts'
import { models } from '../checkers/models/index.ts'
import type { Model } from '../checkers/models/index.ts'
import type { Operation } from '../src/record/operation.ts'
import { decide } from '../checkers/linearizability/decide.ts'
import type { Answer } from '../checkers/linearizability/answer.ts'
import { searchDepthFirst } from '../checkers/linearizability/search/depth-first.ts'
import { relevantOperations } from '../checkers/linearizability/search/prepare.ts'
import type { SearchBudget } from '../checkers/porcupine-wasm/index.ts'
import { generateAppends } from './append-histories.ts'
import type { AppendWorkload } from './append-histories.ts'
import { generateRegisters } from './checker-histories.ts'
import type { RegisterWorkload } from './checker-histories.ts'
import { recordedSets } from './checker-porcupine-files.ts'
import type { RecordedSet } from './checker-porcupine-files.ts'
import { generateQueues, generateSets } from './set-queue-histories.ts'
import type { SetQueueWorkload, SetWorkload } from './set-queue-histories.ts'
import { plainStates } from './text-states.ts'
import { buildRival } from './checker-porcupine-go.ts'

const shared =
  process.env.WHITEWATER_HISTORIES ?? new URL('../../shared/data/histories', import.meta.url).pathname
const RIVAL_SECONDS = 10

const generated: readonly (RegisterWorkload & { readonly name: string })[] = [
  {
    name: 'campaign: 600 ops, 8 clients, 5 keys, 10 % info',
    operations: 600,
    clients: 8,
    keys: 5,
    cas: 0.3,
    info: 0.1,
  },
  {
    name: 'the same with a stale read',
    operations: 600,
    clients: 8,
    keys: 5,
    cas: 0.3,
    info: 0.1,
    stale: true,
  },
  { name: '1 key, 1k ops, 10 clients', operations: 1000, clients: 10 },
  { name: '1 key, 10k ops, 5 clients', operations: 10_000, clients: 5 },
  { name: 'G3: 1 key, 10k ops, 10 clients', operations: 10_000, clients: 10 },
  { name: 'G5: the same with a stale read', operations: 10_000, clients: 10, stale: true },
  { name: 'G4: 1 key, 1k ops, 20 clients', operations: 1000, clients: 20 },
  { name: '1 key, 1k ops, 20 clients, one value twice', operations: 1000, clients: 20, twice: true },
  { name: 'the same with a stale read', operations: 1000, clients: 20, twice: true, stale: true },
  {
    name: 'G6: 1 key, 1k ops, 5 clients, 5 % info, stale read',
    operations: 1000,
    clients: 5,
    info: 0.05,
    stale: true,
  },
  { name: 'G7: 1 key, 100k ops, 50 clients, 5 % info', operations: 100_000, clients: 50, info: 0.05 },
  { name: 'G8: 1 key, 100k ops, 5 clients', operations: 100_000, clients: 5 },
  { name: 'G10: 100 keys, 10k ops, 1000 clients', operations: 10_000, clients: 1000, keys: 100 },
  {
    name: 'repeated values, cas, 1k ops, 20 clients',
    operations: 1000,
    clients: 20,
    cas: 0.7,
    values: 'repeated',
  },
  {
    name: 'G11: repeated values, cas, 5 % info, 1k, 10 clients',
    operations: 1000,
    clients: 10,
    cas: 0.7,
    values: 'repeated',
    info: 0.05,
  },
  {
    name: 'G11: repeated values, cas, 5 % info, 10k, 10 clients',
    operations: 10_000,
    clients: 10,
    cas: 0.7,
    values: 'repeated',
    info: 0.05,
  },
]

const lists: readonly (AppendWorkload & { readonly name: string })[] = [
  { name: '100 lists, 10k ops, 10 clients', operations: 10_000, clients: 10, keys: 100 },
  { name: 'G9: 100 lists, 10k ops, 1000 clients', operations: 10_000, clients: 1000, keys: 100 },
  { name: '1 list, 10k ops, 10 clients', operations: 10_000, clients: 10 },
  { name: '1 list, 1k ops, 10 clients', operations: 1000, clients: 10 },
  { name: 'the same with a stale read', operations: 1000, clients: 10, stale: true },
]

const queues: readonly (SetQueueWorkload & { readonly name: string })[] = [
  { name: '1 queue, 1k ops, 5 clients', operations: 1000, clients: 5 },
  { name: '1 queue, 10k ops, 20 clients', operations: 10_000, clients: 20 },
  { name: 'the same with two results swapped', operations: 10_000, clients: 20, swapped: true },
]

const readSets: readonly (SetWorkload & { readonly name: string })[] = [
  { name: '1 set, 1k adds, 100 full reads, 5 clients', adds: 1000, reads: 100, clients: 5 },
  { name: '1 set, 10k adds, 100 full reads, 10 clients', adds: 10_000, reads: 100, clients: 10 },
  { name: 'the same with two results swapped', adds: 10_000, reads: 100, clients: 10, swapped: true },
]

const rival = buildRival()
const chosen = process.argv[2] ?? ''
const sets: RecordedSet[] = [
  ...recordedSets(rival?.moduleFolder, shared),
  ...generated.map(({ name, ...workload }): RecordedSet => {
    const operations = generateRegisters(workload)
    return { name, model: models.kv, histories: [{ name, operations }] }
  }),
  ...lists.map(({ name, ...workload }): RecordedSet => {
    const operations = generateAppends(workload)
    return { name, model: models.append, histories: [{ name, operations }] }
  }),
  ...queues.map(({ name, ...workload }): RecordedSet => {
    const operations = generateQueues(workload)
    return { name, model: models.queue, histories: [{ name, operations }] }
  }),
  ...readSets.map(({ name, ...workload }): RecordedSet => {
    const operations = generateSets(workload)
    return { name, model: models.set, histories: [{ name, operations }] }
  }),
].filter(({ name }) => name.includes(chosen))

row('workload', 'ops', 'verdict', 'verdict ms', 'explained ms', 'core ms', 'Porcupine ms', 'ratio')
let wrong = 0
for (const { name, model, histories, rivalBenchmarks } of sets) {
  const ours = histories.map(({ operations }) => {
    let verdict = ''
    const millis = median(() => {
      verdict = String(checkLinearizability(operations, model).valid)
    })
    return { verdict, millis }
  })
  wrong += histories.filter(
    ({ valid }, index) => valid !== undefined && String(valid) !== ours[index]?.verdict,
  ).length
  const decided = histories.map(({ operations }) => median(() => verdictOnly(operations, model, decide)))
  const search = histories.map(({ operations }) =>
    median(() => verdictOnly(operations, model, searchPlainly)),
  )
  const theirs =
    rivalBenchmarks === undefined
      ? rival?.time(
          histories.map(({ operations }) => operations),
          5,
          RIVAL_SECONDS,
        )
      : undefined
  const spent = sum(decided)
  const rivalSpent =
    rivalBenchmarks === undefined
      ? theirs && sum(theirs.map(({ millis }) => millis))
      : rival?.timeOwn(rivalBenchmarks)
  const isUndecided = theirs?.some(({ verdict }) => verdict === 'Unknown') ?? false
  row(
    name,
    String(sum(histories.map(({ operations }) => operations.length))),
    tally(ours.map(({ verdict }) => verdict)),
    spent.toFixed(2),
    sum(ours.map(({ millis }) => millis)).toFixed(2),
    sum(search).toFixed(2),
    rivalSpent === undefined
      ? 'skipped'
      : isUndecided
        ? `undecided after ${rivalSpent.toFixed(0)}`
        : rivalSpent.toFixed(2),
    rivalSpent === undefined ? '' : `${isUndecided ? '> ' : ''}${(rivalSpent / spent).toFixed(1)} x`,
  )
}
process.stdout.write(`\nVerdicts other than the published ones: ${wrong}\n`)
process.exitCode = wrong === 0 ? 0 : 1

function verdictOnly(operations: readonly Operation[], model: Model, search: typeof decide): void {
  const keys = new Map<string | undefined, Operation[]>()
  for (const operation of operations) {
    const group = keys.get(operation.key)
    if (group === undefined) keys.set(operation.key, [operation])
    else group.push(operation)
  }
  const end = performance.now() + 1000 * RIVAL_SECONDS
  const budget = { maxSteps: 20_000_000, expired: () => performance.now() > end }
  for (const group of keys.values()) {
    const { verdict } = search(model, relevantOperations(model, group), budget)
    if (verdict === 'illegal' || budget.expired()) return
  }
}

function searchPlainly(model: Model, operations: readonly Operation[], budget: SearchBudget): Answer {
  return searchDepthFirst(plainStates(model, operations), operations, budget)
}

/** Median of nine runs after a quarter of a second to warm up, or of fewer when one takes long. */
function median(run: () => void): number {
  const warm: number[] = []
  const times: number[] = []
  while (times.length < 9 && sum(warm) + sum(times) < 3000) {
    const start = performance.now()
    run()
    ;(sum(warm) < 250 ? warm : times).push(performance.now() - start)
  }
  const kept = times.length > 0 ? times : warm
  kept.sort((a, b) => a - b)
  return kept[kept.length >> 1] ?? 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function tally(verdicts: readonly string[]): string {
  if (verdicts.length === 1) return verdicts[0] ?? ''
  return ['true', 'false', 'unknown']
    .map((verdict) => [verdict, verdicts.filter((other) => other === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ')
}

function row(...cells: readonly string[]): void {
  const widths = [52, 6, 18, 11, 12, 9, 22, 12]
  const text = cells.map((cell, index) =>
    index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0),
  )
  process.stdout.write(`${text.join(' ')}\n`)
}
