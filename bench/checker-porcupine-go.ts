import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonicalJson } from '../src/base/json.ts'
import type { Operation } from '../src/record/operation.ts'

const source = join(dirname(fileURLToPath(import.meta.url)), 'porcupine-go')
const MODULE = 'github.com/anishathalye/porcupine'

/** What the rival said about one history. */
export interface RivalTime {
  readonly verdict: string
  readonly millis: number
}

/** Native Porcupine, built on the spot. */
export interface Rival {
  /** Folder of its Go module, which has its test data. */
  readonly moduleFolder: string
  time(histories: readonly (readonly Operation[])[], runs: number, timeoutSeconds: number): RivalTime[]
  /** Milliseconds of those of its own benchmarks whose names start so, which check the verdicts too. */
  timeOwn(benchmarks: string): number
}

/** Undefined, with a reason on stderr, where it cannot be had. */
export function buildRival(): Rival | undefined {
  const go = ['/usr/local/go/bin/go', '/usr/bin/go'].find(existsSync)
  if (go === undefined) return skip('no Go at /usr/local/go/bin/go or /usr/bin/go')
  const folder = mkdtempSync(join(tmpdir(), 'porcupine-go-'))
  const binary = join(folder, 'porcupine-go')
  try {
    execFileSync(go, ['build', '-o', binary, '.'], { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    return skip(`go build failed: ${String((error as { stderr?: unknown }).stderr ?? error)}`)
  }
  const moduleFolder = execFileSync(go, ['list', '-m', '-f', '{{.Dir}}', MODULE], {
    cwd: source,
    encoding: 'utf8',
  }).trim()
  return {
    moduleFolder,
    timeOwn(benchmarks) {
      const pattern = `^Benchmark${benchmarks}`
      const text = execFileSync(go, ['test', '-run', '^$', '-bench', pattern, '-benchtime', '9x', MODULE], {
        cwd: source,
        encoding: 'utf8',
      })
      const nanos = [...text.matchAll(/^Benchmark\S+\s+\d+\s+([\d.]+) ns\/op/gm)].map(([, each]) =>
        Number(each),
      )
      return nanos.reduce((sum, each) => sum + each, 0) / 1e6
    },
    time(histories, runs, timeoutSeconds) {
      const file = join(folder, 'histories.jsonl')
      writeFileSync(file, histories.map(exportHistory).join(''))
      const text = execFileSync(binary, [String(runs), String(timeoutSeconds), file], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
      return text
        .trim()
        .split('\n')
        .map((line) => {
          const [, verdict = '', millis] = line.split('\t')
          return { verdict, millis: Number(millis) }
        })
    },
  }
}

function skip(reason: string): undefined {
  process.stderr.write(`\n*** SKIPPED: the rival, native Porcupine. ${reason} ***\n\n`)
  return undefined
}

/** The lines of bench/porcupine-go/exported.go: what failed and reads of unknown outcome are left out. */
function exportHistory(operations: readonly Operation[]): string {
  const numbers = new Map<string, number>([['null', 0]])
  const numberOf = (value: unknown): number => {
    const text = canonicalJson(value ?? null)
    const known = numbers.get(text)
    if (known !== undefined) return known
    numbers.set(text, numbers.size)
    return numbers.size - 1
  }
  const model = rivalModel(operations)
  const lines = [JSON.stringify({ f: 'history', k: model })]
  for (const { f, key = '', value, outcome, process: c, invoked, returned } of operations) {
    const isRead = f === 'read' || f === 'get'
    if (outcome.type === 'fail' || (isRead && outcome.type === 'info')) continue
    const result = outcome.type === 'ok' ? outcome.value : null
    const line = { f, k: key, c, t0: invoked, t1: outcome.type === 'ok' ? returned : -1 }
    if (model === 'set' && Array.isArray(result))
      lines.push(JSON.stringify({ ...line, members: result.map(numberOf) }))
    // a list is the text of its elements
    else if (Array.isArray(result))
      lines.push(JSON.stringify({ ...line, f: 'get', text: result.map(element).join('') }))
    else if (f === 'append' && typeof value !== 'string')
      lines.push(JSON.stringify({ ...line, text: element(value) }))
    else if (['get', 'put', 'append'].includes(f))
      lines.push(JSON.stringify({ ...line, text: (isRead ? result : value) ?? '' }))
    else if (f === 'cas') {
      const [from, to] = value as [unknown, unknown]
      lines.push(JSON.stringify({ ...line, from: numberOf(from), to: numberOf(to) }))
    } else lines.push(JSON.stringify({ ...line, to: numberOf(isRead || f === 'dequeue' ? result : value) }))
  }
  return `${lines.join('\n')}\n`
}

/** The rival's model, by what only it has. */
function rivalModel(operations: readonly Operation[]): 'register' | 'text' | 'set' | 'queue' {
  const has = (...functions: readonly string[]): boolean => operations.some(({ f }) => functions.includes(f))
  if (has('enqueue', 'dequeue')) return 'queue'
  if (has('add')) return 'set'
  const isList = operations.some(
    ({ f, outcome }) => f === 'read' && outcome.type === 'ok' && Array.isArray(outcome.value),
  )
  return isList || has('get', 'put', 'append') ? 'text' : 'register'
}

function element(value: unknown): string {
  return `${canonicalJson(value)},`
}
