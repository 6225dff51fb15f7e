import { expect, test } from 'vitest'
import { failureBlock, failurePage, type FailureReport } from '../../../reports/index.ts'
import type { RunRecord } from '../../../src/record/run-record.ts'
import { doubleVote } from './fixtures/double-vote.ts'

const past = (record: RunRecord): RunRecord => ({
  ...record,
  known: ['log-matching/different-commands', '<b>bold</b>/x'],
  plan: { ...(record.plan as object), judging: { ignore: ['liveness'] } },
})

/** A failure behind others; the run that is shown is the minimized one. */
const behindOthers: FailureReport = {
  ...doubleVote,
  record: past(doubleVote.record),
  ...(doubleVote.minimized !== undefined && {
    minimized: { ...doubleVote.minimized, record: past(doubleVote.minimized.record) },
  }),
}

test('a failure says what its run went on past, on the terminal and on the page', () => {
  const text = failureBlock(behindOthers)
  expect(text).toMatch(/went past log-matching\/different-commands, which is known/)
  expect(text).toMatch(/did not judge liveness, as asked/)
  const page = failurePage(behindOthers).html
  expect(page).toContain('What the run went on past')
  expect(page).toContain('<code>log-matching/different-commands</code> showed, which is known')
  expect(page).toContain('<code>liveness</code> was not judged, as asked')
  expect(page).not.toContain('<b>bold</b>')
})

test('and nothing where it went past nothing', () => {
  expect(failureBlock(doubleVote)).not.toMatch(/went past|did not judge/)
  expect(failurePage(doubleVote).html).not.toContain('What the run went on past')
})
