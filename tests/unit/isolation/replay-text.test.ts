import { expect, test } from 'vitest'
import { replayText } from '../../../src/isolation/replay-text.ts'
import { doubleVote } from '../reports/fixtures/double-vote.ts'

const textOf = (token: string): string =>
  replayText({ record: { ...doubleVote.record, token }, before: '', same: true })

test('a run that was replayed is replayed again by what it was replayed by, unless its token would be cut', () => {
  expect(textOf('runs/a/minimized.json')).toContain('npx whitewater replay runs/a/minimized.json\n')
  expect(textOf("it's a run/run.json")).toContain(`npx whitewater replay 'it'\\''s a run/run.json'\n`)
  const token = `w1:=${'x'.repeat(3800)}`
  expect(textOf(token)).toContain(`npx whitewater replay ${token}\n`)
  expect(textOf(`${token}${'x'.repeat(200)}`)).not.toContain('whitewater replay')
})
