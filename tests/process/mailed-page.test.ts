import { execa } from 'execa'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, inject } from 'vitest'

// One machine makes the failure, the other has nothing but the page.

const main = inject('main')
const sender = mkdtempSync(join(tmpdir(), 'whitewater-sender-'))
const receiver = mkdtempSync(join(tmpdir(), 'whitewater-receiver-'))
afterAll(() => {
  for (const folder of [sender, receiver]) rmSync(folder, { recursive: true, force: true })
})

const whitewater = (cwd: string, ...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd, reject: false, stdin: 'ignore' })

beforeAll(async () => {
  const target = 'own-raft+vote-twice'
  const options = ['--runs', '10', '--bail', '1', '--output', join(sender, 'out')]
  const { exitCode } = await whitewater(sender, 'run', 'contested-elections', '--target', target, ...options)
  expect(exitCode).toBe(1)
  copyFileSync(join(sender, 'out/latest/report.html'), join(receiver, 'report.html'))
}, 120_000)

test('the page names no folder of the sender and shows a command that needs only the page', () => {
  const html = readFileSync(join(receiver, 'report.html'), 'utf8')
  expect(html.includes(sender)).toBe(false)
  expect(/npx whitewater replay (?:report\.html|'w1:)/.test(html)).toBe(true)
})

test('replay makes the run of the page again', async () => {
  const { stdout, exitCode } = await whitewater(receiver, 'replay', 'report.html')
  expect(stdout).toMatch(/digest [0-9a-f]+, as before/)
  expect(exitCode).toBe(1)
})

test('minimize takes the original run of the page', async () => {
  const { stdout, exitCode } = await whitewater(receiver, 'minimize', 'report.html', '--replays', '200')
  expect(stdout).toContain('minimized  steps')
  expect(exitCode).toBe(1)
}, 60_000)

test('what the page shows can be gone on past, as known', async () => {
  const { stdout, stderr, exitCode } = await whitewater(
    receiver,
    ...['replay', 'report.html', '--known', 'report.html'],
  )
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^ok /m)
})
