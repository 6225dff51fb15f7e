/**
 * Everything that is checked without running the product: rules, layers, format, types.
 * All of them run, two at a time, even when one fails: one round shows everything there is to fix.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeCounts } from './counts.ts'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const folders = [
  'src',
  'checkers',
  'nemesis',
  'scenarios',
  'reports',
  'tests',
  'bench',
  'scripts',
  'bin',
  'examples',
]
const present = folders.filter((folder) => existsSync(join(root, folder)))

// the slow ones first, so that the two lanes end together
const checks: [name: string, ...command: string[]][] = [
  ['eslint', 'eslint', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['unused exports', join(root, 'scripts/unused-exports.ts')],
  ['layers', 'depcruise', '--config', '.dependency-cruiser.cjs', ...present],
]
if (existsSync(join(root, 'reports/html/page/tsconfig.json'))) {
  checks.push(['types of the report page', 'tsc', '-p', 'reports/html/page/tsconfig.json', '--noEmit'])
}

let passed = 0
let failed = 0

function check(name: string, program: string, parameters: string[]): Promise<void> {
  const started = performance.now()
  return new Promise((done) => {
    const child = spawn(process.execPath, [resolve(bin, program), ...parameters], {
      cwd: root,
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('close', (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const ok = status === 0
      if (ok) passed++
      else failed++
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
      if (!ok) console.log(output.trimEnd())
      done()
    })
  })
}

async function lane(): Promise<void> {
  for (let next = checks.shift(); next !== undefined; next = checks.shift()) {
    const [name, program, ...parameters] = next
    await check(name, program ?? '', parameters)
  }
}

await Promise.all([lane(), lane()])
writeCounts({ passed, failed, skipped: 0 })
process.exitCode = failed === 0 ? 0 : 1
