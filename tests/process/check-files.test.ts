import { execa, execaSync } from 'execa'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test, inject } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'

// What only a process shows: where its input comes from, how much memory it takes, and that it ends.

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WRITE =
  '{"process":0,"type":"invoke","f":"write","value":1}\n{"process":0,"type":"ok","f":"write","value":1}\n'
const check = (...parameters: string[]) =>
  execa(process.execPath, ['--max-old-space-size=256', main, 'check', '--model', 'register', ...parameters], {
    reject: false,
    buffer: true,
  })

test('a named pipe nobody writes to ends with the time', async () => {
  const pipe = join(folder, 'silent')
  execaSync('mkfifo', [pipe])
  const { exitCode, stdout } = await check('--timeout', '500ms', pipe)
  expect([exitCode, stdout]).toEqual([
    2,
    expect.stringContaining('time ran out while reading, after 0 lines'),
  ])
})

test('a named pipe is read to its end', async () => {
  const pipe = join(folder, 'written')
  execaSync('mkfifo', [pipe])
  const checking = check(pipe)
  writeFileSync(pipe, WRITE)
  expect(await checking).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 operation,') })
})

test('standard input that never ends', async () => {
  const checking = check('--timeout', '500ms', '--json', '-')
  checking.stdin.write(WRITE)
  const { exitCode, stdout } = await checking
  expect(exitCode).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    valid: 'unknown',
    because: 'time ran out while reading, after 2 lines',
  })
})

test('4 GB of line ends, packed to 4 MB: in the time, and in little memory', async () => {
  const bomb = join(folder, 'bomb.gz')
  const member = gzipSync(Buffer.alloc(1 << 24, 0x0a))
  writeFileSync(bomb, Buffer.concat([gzipSync(WRITE), ...Array.from({ length: 256 }, () => member)]))
  const { exitCode, stdout } = await check('--timeout', '1s', bomb)
  expect([exitCode, stdout]).toEqual([
    2,
    expect.stringContaining('time ran out while reading, after 2 lines'),
  ])
})

test('a line of 2 GB is refused at 16 MiB', async () => {
  const checking = check('-')
  const block = Buffer.alloc(1 << 20, 0x61)
  checking.stdin.on('error', () => {})
  const feed = (left: number): void => {
    if (left > 0 && !checking.stdin.destroyed) checking.stdin.write(block, (error) => error ?? feed(left - 1))
    else checking.stdin.end()
  }
  checking.stdin.write('{"process":0,"value":"')
  feed(2048)
  const { exitCode, stderr } = await checking
  expect([exitCode, stderr]).toEqual([254, expect.stringContaining('stdin:1: longer than 16 MiB')])
})

test('a folder, a file that is not there, one that may not be read', async () => {
  const locked = join(folder, 'locked.jsonl')
  writeFileSync(locked, WRITE, { mode: 0 })
  expect((await check(folder)).stderr).toContain('is a directory; name the history file in it')
  expect((await check(join(folder, 'none'))).stderr).toContain('no such file; check the path')
  // root may read all
  const { exitCode, stderr } = await check(locked)
  if (process.getuid?.() === 0) expect(exitCode).toBe(0)
  else expect([exitCode, stderr]).toEqual([254, expect.stringContaining('may not be read')])
})

test.each([
  ['--consistency-models', 'here it is --consistency LEVEL'],
  ['-c', 'here it is --consistency LEVEL'],
  ['--format', 'the format is told from the content'],
  ['--verbose', 'the whole explanation is printed anyway'],
  ['--cycle-search-timeout', 'here it is --timeout DURATION'],
  ['--anomalies', 'the anomalies that count follow from the level'],
  ['--modle', 'Did you mean --model?'],
])('the option %s of other tools: %s', async (option, hint) => {
  const { exitCode, stderr } = await commandHere('.', 'check', option, 'x', 'file')
  expect([exitCode, stderr]).toEqual([254, expect.stringContaining(hint)])
})

test('a verb that is nearly one', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [main, 'chekc', 'file'], { reject: false })
  expect([exitCode, stderr]).toEqual([254, expect.stringContaining('Did you mean check?')])
})
