import { execa } from 'execa'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The package as a stranger gets it: packed, installed into an empty folder, and used from there.

const root = join(import.meta.dirname, '../..')
const bin = join(root, 'node_modules/.bin')
const MINUTES = 60_000

let folder: string
let tarball: string
let installed: string
let files: string[]
let manifest: {
  exports: Record<string, string | { types: string; default: string }>
  bin: Record<string, string>
}

/** Runs a program in the stranger's folder, on the Node this repository pins. */
const there = (program: string, parameters: string[], options: { reject?: boolean; cwd?: string } = {}) =>
  execa(program, parameters, {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    },
    stdin: 'ignore',
    timeout: 2 * MINUTES,
    ...options,
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-package-'))
  await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, stdin: 'ignore' })
  const packed = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (packed === undefined) throw new Error('npm pack left no tarball')
  tarball = join(folder, packed)
  await writeFile(join(folder, 'package.json'), '{ "name": "a-stranger", "private": true, "type": "module" }')
  await there('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball])
  installed = join(folder, 'node_modules/whitewater')
  const entries = await readdir(installed, { recursive: true, withFileTypes: true })
  files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .filter((file) => !file.startsWith('node_modules/'))
    .sort()
  manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as typeof manifest
}, 4 * MINUTES)

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

describe('the package', () => {
  test('holds what runs and its documents, and nothing else', () => {
    const outside = files.filter((file) => !/^(dist|examples|schema)\//.test(file))
    for (const file of outside) {
      expect(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin/whitewater.js', 'package.json']).toContain(file)
    }
    expect(outside).toEqual(expect.arrayContaining(['LICENSE', 'package.json']))
    const unwanted =
      /\.test\.|(^|\/)(tests|bench|scripts|node_modules)\/|(?<!\.d)\.ts$|\.tsx$|tsconfig|\/assembly\/|\/html\/page\//
    const compiled = files.filter((file) => !file.startsWith('examples/'))
    expect(compiled.filter((file) => unwanted.test(file))).toEqual([])
    const sources =
      /^examples\/(matrix\.json|[a-z-]+\/(src\/([a-z]+\/)*)?([\w.-]+\.(go|mod|sum|mjs|ts|sh|py|md|yml|rs|toml|lock|java|xml|c|h|json|txt)|Makefile))$/
    const examples = files.filter((file) => file.startsWith('examples/'))
    expect(examples.filter((file) => !sources.test(file))).toEqual([])
  })

  test('what it imports and what its types name is a dependency', async () => {
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(join(installed, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'peerDependencies', Record<string, string>>
    const given = new Set(['whitewater', ...Object.keys({ ...dependencies, ...peerDependencies })])
    const modules = files.filter((file) => /^dist\/.*\.(js|d\.ts)$/.test(file))
    const missing: string[] = []
    for (const file of modules) {
      const text = await readFile(join(installed, file), 'utf8')
      for (const [, from = ''] of text.matchAll(
        /^(?:(?:im|ex)port\b[^;'"]*?\bfrom|import)\s*["']([^"']+)/gm,
      )) {
        const name = /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from
        if (!/^(\.|node:)/.test(from) && !given.has(name)) missing.push(`${file}: ${name}`)
      }
    }
    expect(missing).toEqual([])
    expect(modules.length).toBeGreaterThan(100)
  })

  test('it is few files, each with its source map, and says what was bundled in', async () => {
    const modules = files.filter((file) => /^dist\/.*\.js$/.test(file))
    expect(modules.length).toBeLessThan(200)
    expect(modules.filter((file) => !files.includes(`${file}.map`))).toEqual([])
    const licenses = await readFile(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
    expect(licenses.match(/^(commander|zod)$/gm)).toEqual(['commander', 'zod'])
  })

  test('publint has no objection', async () => {
    const { stdout, exitCode } = await there('publint', ['run', tarball, '--strict', '--pack', 'false'], {
      reject: false,
    })
    expect(stdout).not.toMatch(/Errors?:|Warnings?:/)
    expect(exitCode).toBe(0)
  })

  test('every export names files that exist and can be imported', async () => {
    // whitewater/vitest is for those who have vitest
    const vitest = join(folder, 'node_modules/vitest')
    if (!existsSync(vitest)) await symlink(join(root, 'node_modules/vitest'), vitest)
    const names = Object.keys(manifest.exports).filter((name) => name !== './package.json')
    const broken: string[] = []
    for (const name of names) {
      const target = manifest.exports[name]
      if (typeof target !== 'object' || !existsSync(join(installed, target.types)))
        broken.push(`${name}: no types`)
      const specifier = name.replace('.', 'whitewater')
      // whitewater/vitest extends `expect`, which only exists inside a test run
      if (name === './vitest') {
        if (typeof target !== 'object' || !existsSync(join(installed, target.default)))
          broken.push(`${name}: missing`)
        continue
      }
      const script = `const module = await import('${specifier}'); if (Object.keys(module).length === 0) process.exit(3)`
      const { exitCode, stderr } = await there('node', ['--input-type=module', '-e', script], {
        reject: false,
      })
      if (exitCode !== 0) broken.push(`${name}: ${stderr.slice(0, 500)}`)
    }
    expect(broken).toEqual([])
  })

  test('the program starts and explains itself', async () => {
    const { stdout } = await there('whitewater', ['--help'])
    for (const verb of ['run', 'campaign', 'replay', 'minimize', 'check', 'planted', 'list']) {
      expect(stdout).toMatch(new RegExp(`^\\s+${verb}\\b`, 'm'))
    }
    const { exitCode, stderr } = await there('whitewater', ['no-such-verb'], { reject: false })
    expect(exitCode).toBe(254)
    expect(stderr).not.toBe('')
  })
})

test('a clone that was built runs its sources, and so do targets in it', async () => {
  // to pack it is to build it
  expect(existsSync(join(root, 'dist/src/index.js'))).toBe(true)
  const target = join(import.meta.dirname, 'fixtures/which-copy.ts')
  const run = ['run', 'steady-cluster', '--runs', '1', '--target', target, '--output', join(folder, 'clone')]
  const { exitCode, stderr } = await execa('node', [join(root, 'src/cli/main.ts'), ...run], {
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    reject: false,
    stdin: 'ignore',
  })
  expect([exitCode, stderr]).toEqual([0, ''])
})

describe("a stranger's own Raft", () => {
  beforeAll(async () => {
    await cp(join(import.meta.dirname, 'fixtures/my-raft.ts'), join(folder, 'my-raft.ts'))
  })

  test('compiles against the published types', async () => {
    const options = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext']
    const { stdout, exitCode } = await there('tsc', [...options, 'my-raft.ts'], { reject: false })
    expect(stdout).toBe('')
    expect(exitCode).toBe(0)
  })

  test('may name the type of its messages', async () => {
    await cp(join(import.meta.dirname, 'fixtures/typed-messages.ts'), join(folder, 'typed-messages.ts'))
    const options = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext']
    const { stdout, exitCode } = await there('tsc', [...options, 'typed-messages.ts'], { reject: false })
    expect(stdout).toBe('')
    expect(exitCode).toBe(0)
  })

  test('runs with npx whitewater run --target ./my-raft.ts', async () => {
    const run = ['whitewater', 'run', '--target', './my-raft.ts', '--runs', '5', '--seed', '1']
    const { exitCode, stdout, stderr } = await there('npx', ['--no-install', ...run], { reject: false })
    expect(`${stdout}\n${stderr}`).toMatch(/my-raft/)
    expect(exitCode).toBe(0)
    expect(existsSync(join(folder, 'runs'))).toBe(true)
  })

  test('a bug put into it is found', async () => {
    const right = await readFile(join(folder, 'my-raft.ts'), 'utf8')
    // commits what one server holds, as if that were a majority
    const wrong = right.replace('held[Math.floor(held.length / 2)] ?? 0', 'held[0] ?? 0')
    expect(wrong).not.toBe(right)
    await mkdir(join(folder, 'wrong'), { recursive: true })
    await writeFile(join(folder, 'wrong/my-raft.ts'), wrong)
    const target = ['--target', './wrong/my-raft.ts', '--output', 'wrong/runs']
    const limits = ['--runs', '50', '--bail', '1', '--seed', '1', '--no-minimize']
    const { exitCode } = await there('whitewater', ['run', ...target, ...limits], { reject: false })
    expect(exitCode).toBe(1)
    // a program that crashes ends with 1 as well: the record shows that something was found
    const kept = await readdir(join(folder, 'wrong/runs'), { recursive: true })
    expect(kept.some((file) => file.endsWith('run.json'))).toBe(true)
  })
})

describe('init', () => {
  /** What `init --json` prints, and the command it names, run by a shell in the stranger's folder. */
  async function initAndRun(parameters: string[], limits = '--runs 2'): Promise<string> {
    const { stdout } = await there('whitewater', ['init', '--json', ...parameters])
    const { next } = JSON.parse(stdout) as { next: string }
    const ran = await there('sh', ['-c', `${next} ${limits}`], { reject: false })
    expect(`${ran.exitCode} ${ran.stderr}\n${ran.stdout}`).toMatch(/^0 /)
    return next
  }

  test('writes a Raft in TypeScript that runs at once, with a scenario and a test', async () => {
    const next = await initAndRun(['starter'], '')
    // the package is installed above it
    expect(next).toBe('cd starter && npx whitewater run --target ./my-raft.ts')
    const mine = ['run', './my-scenario.ts', '--target', './my-raft.ts', '--runs', '5']
    expect((await there('whitewater', mine, { cwd: join(folder, 'starter') })).stdout).toMatch(
      /5 held, 0 failed/,
    )
    const vitest = join(folder, 'node_modules/vitest')
    if (!existsSync(vitest)) await symlink(join(root, 'node_modules/vitest'), vitest)
    const tested = await there('vitest', ['run'], { cwd: join(folder, 'starter'), reject: false })
    expect(tested.stdout).toMatch(/Tests .*2 passed/)
  })

  test('what it writes compiles against the published types', async () => {
    const options = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext', '--skipLibCheck']
    const files = ['starter/my-raft.ts', 'starter/my-scenario.ts']
    const { stdout } = await there('tsc', [...options, ...files], { reject: false })
    expect(stdout).toBe('')
  })

  test('taking the election restriction away from it is found', async () => {
    const right = await readFile(join(folder, 'starter/my-raft.ts'), 'utf8')
    const wrong = right.replace('!current || ', '')
    expect(wrong).not.toBe(right)
    await writeFile(join(folder, 'starter/wrong.ts'), wrong)
    const run = [
      'run',
      '--target',
      './starter/wrong.ts',
      '--runs',
      '50',
      '--bail',
      '1',
      '--no-minimize',
      '--json',
    ]
    const { exitCode, stdout } = await there('whitewater', run, { reject: false })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/older-log-elected|election-restriction|leader-completeness/)
  })

  test('writes a Raft in Python that runs at once', async (context) => {
    if ((await there('python3', ['--version'], { reject: false })).failed)
      context.skip('needs python3; install it with apt-get install python3')
    await initAndRun(['--language', 'python', 'in python'])
    expect(await readdir(join(folder, 'in python'))).toContain('lockstep.py')
  })
})
