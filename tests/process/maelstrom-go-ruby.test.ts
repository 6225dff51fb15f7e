import { execa } from 'execa'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { unreachable } from './fixtures/built-example.ts'
import { whitewaterIn } from './fixtures/whitewater.ts'

// Programs as strangers have them, over the public library for Go and in the style of the tutorial's for Ruby, by the command.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-maelstrom-go-ruby-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixtures = join(import.meta.dirname, 'fixtures')

interface Language {
  readonly bin: string
  /** Why nothing of it can run here. */
  readonly missing?: string
}

async function ruby(): Promise<Language> {
  const { exitCode } = await execa('ruby', ['--version'], { reject: false })
  const bin = join(fixtures, 'maelstrom/program.rb')
  return exitCode === 0 ? { bin } : { bin, missing: 'needs ruby; install it with apt-get install ruby' }
}

async function go(): Promise<Language> {
  const cwd = join(folder, 'go')
  const bin = join(cwd, 'program')
  if ((await execa('go', ['version'], { reject: false })).exitCode !== 0)
    return { bin, missing: 'needs go; install Go 1.21 or later from go.dev/dl' }
  cpSync(join(fixtures, 'maelstrom-go'), cwd, { recursive: true })
  const { exitCode, stderr } = await execa('go', ['build', '-o', bin, '.'], { cwd, reject: false })
  if (exitCode === 0) return { bin }
  if (!unreachable.test(stderr)) throw new Error(`go build: ${stderr}`)
  return { bin, missing: "needs Maelstrom's library for Go, which the module proxy does not give here" }
}

let stores = 0

/** A short run, with what the network does to it. */
async function tested({ bin }: Language, program: string) {
  const words = program.split(' ')
  const [workload = ''] = words
  const { exitCode, stdout } = await whitewaterIn(
    folder,
    ...['maelstrom', 'test', '-w', workload, '--bin', bin, '--node-count', '3', '--rate', '150'],
    ...['--time-limit', '1', '--nemesis', 'partition', '--nemesis-interval', '0.3', '--final-pause', '0.7'],
    ...['--output', join(folder, String(stores++)), ...(more[workload] ?? [])],
    ...['--', ...words],
  )
  return { exitCode, stdout }
}

/** Beside the options of every run. */
const more: Readonly<Record<string, readonly string[]>> = {
  broadcast: ['--nodes', 'a,b,d,e,f'],
  'lin-kv': ['--concurrency', '4n', '--nemesis', 'partition-leader', '--time-limit', '2.5'],
}

interface Programs {
  readonly prepare: () => Promise<Language>
  /** A workload. */
  readonly right: readonly string[]
  /** A workload, what is wrong with the program, and what the verdict says. */
  readonly wrong: readonly (readonly [words: string, because: RegExp])[]
}

const languages: Readonly<Record<string, Programs>> = {
  Go: {
    prepare: go,
    right: [
      'unique-ids',
      'broadcast',
      'g-counter', // asks seq-kv before it answers init
      'kafka',
      'txn-list-append',
      'lin-kv',
    ],
    wrong: [
      ['broadcast once', /is lost/],
      ['g-counter lost-update', /the additions allow/],
      ['kafka local', /inconsistent-offsets/],
      ['txn-list-append blind', /NOT strictly serializable/],
      ['lin-kv reads-locally', /NOT linearizable/],
      ['lin-kv commits-early', /NOT linearizable|log-matching/],
    ],
  },
  Ruby: {
    prepare: ruby,
    right: ['echo', 'broadcast', 'pn-counter', 'lin-kv', 'txn-list-append'],
    wrong: [
      ['echo cuts', /a node answered/],
      ['broadcast forgets', /is lost/],
      ['pn-counter adds', /the additions allow/],
      ['lin-kv sequential', /NOT linearizable/],
      ['txn-list-append lost', /NOT strictly serializable/],
    ],
  },
}

describe.concurrent.each(Object.entries(languages))('a program in %s', (_, { prepare, right, wrong }) => {
  let language: Language
  beforeAll(async () => void (language = await prepare()), 120_000)
  beforeEach((context) => {
    if (language.missing !== undefined) context.skip(language.missing)
  })

  test.each(right)('that is right holds: %s', async (program) => {
    // on a machine with much other work some function may never succeed in a run: nothing is decided then
    for (let round = 0; ; round++) {
      const { exitCode, stdout } = await tested(language, program)
      if (exitCode === 2 && round < 5) continue
      expect(exitCode, stdout).toBe(0)
      return
    }
  })

  test.each(wrong)('that is wrong is found: %s', async (program, because) => {
    // real time: what one run does not meet, the next one does
    for (let round = 0; ; round++) {
      const { exitCode, stdout } = await tested(language, program)
      if (exitCode !== 1 && round < 5) continue
      expect(stdout).toMatch(because)
      expect(exitCode).toBe(1)
      return
    }
  })
})
