import { execa } from 'execa'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, inject } from 'vitest'

// The Raft libraries of npm in examples/npm: what the README there says is found, is found, and nothing on the one that holds.

const examples = join(import.meta.dirname, '../../examples/npm')
const main = inject('main')
const output = mkdtempSync(join(tmpdir(), 'whitewater-npm-rafts-'))
afterAll(() => rmSync(output, { recursive: true, force: true }))

const isInstalled = existsSync(join(examples, 'node_modules/liferaft'))
const HOW = 'needs the libraries; get them with npm ci --ignore-scripts in examples/npm'

interface Summary {
  readonly scenarios: readonly { readonly failures: readonly { readonly signature: string }[] }[]
  readonly diverged: readonly unknown[]
}

async function signatures(target: string, scenario: string, seed: string, runs: string): Promise<string[]> {
  const args = ['run', scenario, '--target', `./${target}.ts`, '--seed', seed, '--runs', runs]
  const ended = await execa(
    process.execPath,
    [main, ...args, '--no-minimize', '--json', '--reporter', 'terminal', '--output', output],
    { cwd: examples, reject: false, stdin: 'ignore' },
  )
  expect([0, 1], ended.stderr).toContain(ended.exitCode)
  const { scenarios, diverged } = JSON.parse(ended.stdout) as Summary
  expect(diverged).toEqual([])
  return scenarios.flatMap(({ failures }) => failures.map(({ signature }) => signature))
}

/** As the README has them: library, scenario, seed, signature. */
const found = readFileSync(join(examples, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, scenario, target, seed, signature] =
      /^\| `run ([\w-]+) --target \.\/([\w-]+)\.ts --seed ([\d.]+)` *\| `([\w/-]+)`/.exec(line) ?? []
    return target === undefined
      ? []
      : [[scenario, target, seed, signature] as [string, string, string, string]]
  })

describe('the libraries of npm', () => {
  test('are adapted in less than 60 lines of code each', () => {
    const adapters = readdirSync(examples).filter((file) => file.endsWith('.ts'))
    const lines = adapters.map((file) => {
      const code = readFileSync(join(examples, file), 'utf8').split('\n')
      return [file, code.filter((line) => !/^\s*($|\/\/|\/\*\*)/.test(line)).length]
    })
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.filter(([, count]) => Number(count) >= 60)).toEqual([])
  })

  test('stand in the README, each with what is found on it', () => {
    const { dependencies } = JSON.parse(readFileSync(join(examples, 'package.json'), 'utf8')) as {
      readonly dependencies: { readonly [name: string]: string }
    }
    const readme = readFileSync(join(examples, 'README.md'), 'utf8')
    for (const [name, version] of Object.entries(dependencies)) expect(readme).toContain(`${name} ${version}`)
    expect(new Set(found.map(([, target]) => target)).size).toBe(Object.keys(dependencies).length - 1)
  })

  test.for(found)('%s on %s with seed %s: %s', async ([scenario, target, seed, signature], context) => {
    if (!isInstalled) context.skip(HOW)
    expect(await signatures(target, scenario, seed, '1')).toEqual([signature])
  })

  test.for(['leader-isolated', 'leader-crash-before-reply', 'contested-elections'])(
    'the port of etcd holds: %s',
    async (scenario, context) => {
      if (!isInstalled) context.skip(HOW)
      expect(await signatures('coaty-consensus-raft', scenario, '1', '3')).toEqual([])
    },
  )
})
