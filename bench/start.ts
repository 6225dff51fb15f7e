/**
 * What the built package takes to start: CPU time (user and system) of short commands, each as a process of its own
 * with the compile cache filled, in turn with Node.js alone. A build must have been made: `npm run build`.
 *
 *     node bench/start.ts [rounds, default 7] [dist folder to compare with]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mulberry32 } from './mulberry32.ts'

const [rounds = '7', other] = process.argv.slice(2)
const own = join(import.meta.dirname, '../dist')

/** Milliseconds of CPU that each may take, where Node.js alone takes `BUDGETS_AT`. */
const budgets: { readonly [command: string]: number } = { '--version': 50, check: 110, list: 120 }
const BUDGETS_AT = 39

/** A register of three clients, 60 operations: each takes effect as it returns. */
function smallHistory(): string {
  const random = mulberry32(1)
  const lines: object[] = []
  let [operations, register] = [0, 0]
  const underWay: ({ readonly f: string; readonly value: number | null } | undefined)[] = [, , ,]
  while (operations < 60 || underWay.some((call) => call !== undefined)) {
    const process = Math.floor(random() * underWay.length)
    const call = underWay[process]
    if (call !== undefined) {
      if (call.f === 'write') register = call.value ?? 0
      lines.push({ process, type: 'ok', f: call.f, value: call.f === 'read' ? register : call.value })
      underWay[process] = undefined
    } else if (operations < 60) {
      const f = random() < 0.5 && operations > 0 ? 'read' : 'write'
      const started = { f, value: f === 'read' ? null : ++operations }
      if (f === 'read') operations++
      underWay[process] = started
      lines.push({ process, type: 'invoke', ...started })
    }
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Starts a measurement: `times` of a shell counts in hundredths of a second. */
const STARTS = 5

/** Milliseconds that a process and what it starts take, of `STARTS` in a row. */
function cpuOf(words: readonly string[]): number {
  const again = `${'"$@" >/dev/null 2>&1; '.repeat(STARTS)}times`
  const { stdout, stderr } = spawnSync('sh', ['-c', again, 'sh', ...words], { encoding: 'utf8' })
  const parts = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
  if (parts.length !== 2) throw new Error(`no CPU time in what the shell says: ${stdout}${stderr}`)
  const seconds = parts.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0)
  return (seconds * 1000) / STARTS
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN

function measure(folder: string): void {
  const file = join(folder, 'small.jsonl')
  writeFileSync(file, smallHistory())
  const rows = [{ name: 'node -e 0', command: '', words: [process.execPath, '-e', '0'] }]
  for (const dist of other === undefined ? [own] : [own, resolve(other)])
    for (const command of ['--version', 'list', 'check', '--help']) {
      const words = [process.execPath, join(dist, 'src/cli/main.js'), command]
      if (command === 'check') words.push(file, '--model', 'register')
      rows.push({ name: dist === own ? command : `${command} of ${other}`, command, words })
    }
  // twice unmeasured: the first fills the compile cache, the second is served from it
  for (const { words } of [...rows, ...rows]) cpuOf(words)
  const taken = rows.map((): number[] => [])
  for (let round = 0; round < Number(rounds); round++)
    for (const [index, { words }] of rows.entries()) taken[index]?.push(cpuOf(words))
  const alone = median(taken[0] ?? [])
  console.log(`CPU of a start, ms         minimum   median  above Node  budget, Node at ${BUDGETS_AT}`)
  for (const [index, { name, command }] of rows.entries()) {
    const times = taken[index] ?? []
    const budget = budgets[command]
    const left = budget === undefined ? '' : `${budget}, that is ${budget - BUDGETS_AT} above`
    const numbers = [Math.min(...times), median(times), median(times) - alone].map((ms) => ms.toFixed(0))
    console.log(`${name.padEnd(24)} ${numbers.map((text) => text.padStart(9)).join('')}   ${left}`)
  }
}

if (!existsSync(join(own, 'src/cli/main.js'))) {
  console.log('SKIPPED: the package is not built; npm run build')
} else {
  const folder = mkdtempSync(join(tmpdir(), 'start-'))
  try {
    measure(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
