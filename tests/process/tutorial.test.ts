import { execa } from 'execa'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { defined } from '../../src/base/defined.ts'
import { whitewaterIn, type Ended } from './fixtures/whitewater.ts'

// The tutorial shows true output: each command in it is run, and prints the lines that stand below it.

const tutorial = join(import.meta.dirname, '../../docs/tutorial')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-tutorial-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Shown {
  readonly args: readonly string[]
  readonly lines: readonly string[]
}

const chapter = (file: string): string => readFileSync(join(tutorial, file), 'utf8')
const raft = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../examples/tutorial', file), 'utf8')

const blocksOf = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block)

/** The commands of a chapter, in order, with what they are to print. */
function shownIn(file: string): readonly Shown[] {
  return blocksOf(chapter(file), 'console').map((block) => {
    const [command = '', ...lines] = block.split('\n').filter((line) => line !== '')
    expect(command).toMatch(/^\$ npx whitewater /)
    return {
      args: command.replace('$ npx whitewater ', '').split(' '),
      lines: lines.filter((line) => line !== '…' && !line.startsWith('$ echo') && !/^\d$/.test(line)),
    }
  })
}

const patternOf = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  )

/** What a command printed, until the Raft is another. */
const printed = new Map<string, Ended>()

/** Each line that is shown is printed, in the order in which it is shown. */
async function expectShown({ args, lines }: Shown, exitCode: number): Promise<void> {
  const command = args.join(' ')
  const { stdout, stderr, exitCode: ended } = printed.get(command) ?? (await whitewaterIn(folder, ...args))
  printed.set(command, { stdout, stderr, ...defined({ exitCode: ended }) })
  const said = `${stdout}\n${stderr}`.split('\n')
  let at = 0
  for (const line of lines) {
    const found = said.findIndex((one, index) => index >= at && patternOf(line).test(one))
    expect(found, `${command} does not print: ${line}\n${stdout}\n${stderr}`).toBeGreaterThanOrEqual(0)
    at = found + 1
  }
  expect(ended).toBe(exitCode)
}

function raftOf(file: string): void {
  printed.clear()
  writeFileSync(join(folder, 'raft.ts'), raft(file))
}

test('chapters 1 and 2: the first Raft breaks, and the report says why', { timeout: 100_000 }, async () => {
  raftOf('raft-1.ts')
  const shown = [...shownIn('1-your-first-raft.md'), ...shownIn('2-the-report.md')]
  expect(shown.length).toBe(3)
  for (const one of shown) await expectShown(one, 1)
})

test('chapter 3: with a disk it breaks elsewhere, and mended it holds', { timeout: 100_000 }, async () => {
  const [crashed, wild, all] = shownIn('3-fixing-it.md') as [Shown, Shown, Shown]
  raftOf('raft-2.ts')
  await expectShown(crashed, 0)
  await expectShown(wild, 1)
  raftOf('raft-3.ts')
  await expectShown(all, 0)
})

test('the pieces of code that the chapters show are those of the files', () => {
  const files = ['raft-1.ts', 'raft-2.ts', 'raft-3.ts'].map((file) => raft(file).replace(/^ +/gm, ''))
  for (const block of ['1-your-first-raft.md', '3-fixing-it.md'].flatMap((file) =>
    blocksOf(chapter(file), 'ts'),
  )) {
    const lines = block.split('\n').map((line) => line.trim())
    for (const line of lines.filter((one) => one !== '// ...'))
      expect(
        files.some((text) => text.includes(line)),
        line,
      ).toBe(true)
  }
})

test('chapter 4: a Raft in Python', { timeout: 100_000 }, async (context) => {
  if ((await execa('python3', ['--version'], { reject: false })).exitCode !== 0)
    context.skip('needs python3; install it with apt-get install python3')
  const [init, conformance, broken, mended] = shownIn('4-another-language.md') as [Shown, Shown, Shown, Shown]
  await expectShown(init, 0)
  await expectShown(conformance, 0)
  const file = join(folder, 'raft.py')
  const right = readFileSync(file, 'utf8')
  const [whole = '', without = ''] = blocksOf(chapter('4-another-language.md'), 'python').map((block) =>
    block.trimEnd().replace(/^/gm, '        ').trimStart(),
  )
  expect(right).toContain(whole)
  writeFileSync(file, right.replace(whole, without))
  await expectShown(broken, 1)
  writeFileSync(file, right)
  await expectShown(mended, 0)
})
