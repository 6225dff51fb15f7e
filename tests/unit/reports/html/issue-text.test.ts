import { expect, test } from 'vitest'
import { failurePage } from '../../../../reports/index.ts'
import { issueText } from '../../../../reports/html/page/issue-text.ts'
import type { Report } from '../../../../reports/html/schema.ts'
import { doubleVote } from '../fixtures/double-vote.ts'
import { doubleVoteTrace } from '../fixtures/double-vote-trace.ts'
import { ATTACK, hostileFailure } from '../fixtures/hostile.ts'
import { staleRead } from '../fixtures/stale-read.ts'

const environment = { whitewater: '1.2.3', node: 'v24.0.0', os: 'linux 6.1.0-secret', arch: 'x64' }
const { report } = failurePage({
  ...doubleVote,
  environment,
  record: { ...doubleVote.record, trace: doubleVoteTrace },
})

/** What stands in its code blocks: everything else is read as Markdown. */
function outsideCode(body: string): string {
  return body.replace(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm, '')
}

test('says what broke, what happened, on what, and how to see it again', () => {
  const body = issueText(report)
  expect(body.split('\n')[0]).toContain('### election-safety: Term 1 has two leaders')
  expect(body).toContain('- *however* n2 voted for n3 in the same term (step 9)')
  const story = /```text\n([^]*?)\n```/.exec(body)?.[1]?.split('\n') ?? []
  expect(story.length).toBeGreaterThan(5)
  expect(story.length).toBeLessThanOrEqual(10)
  const steps = story.map((line) => Number.parseInt(line, 10))
  expect(steps).toEqual([...steps].sort((a, b) => a - b))
  expect(steps).toEqual(expect.arrayContaining([7, 9]))
  expect(body).toContain('- system: linux x64\n')
  expect(body).not.toContain('secret')
  expect(body).toContain(`npx whitewater replay ${String(report.replay.token)}\n`)
  expect(body).toMatch(/<details><summary>[^]*npx whitewater export \S+ --as vitest[^]*<\/details>/)
})

test('of real servers there is no replay, and without a token the page is asked for', () => {
  const real = issueText({ ...report, sut: { ...report.sut, mode: 'process' } })
  expect(real).toContain('It ran on real servers.')
  expect(real).not.toContain('<details>')
  const { token: _, ...replay } = { ...report.replay, cmd: 'npx whitewater replay report.html' }
  expect(issueText({ ...report, replay })).toContain('with the report.html of this failure attached')
})

test('no text of a subject is markup, a mention or the end of a block', () => {
  const hostile = failurePage(hostileFailure()).report
  const fence = '```\n<img src=x>\n````'
  const because = { headline: `@all ${ATTACK}`, rule: fence, because: [{ text: fence }] }
  const replay = { ...hostile.replay, token: `w1:a:'${fence}` }
  const body = issueText({ ...hostile, because, replay } as unknown as Report)
  const markdown = outsideCode(body)
  expect(markdown).not.toMatch(/<(?!\/?(?:details|summary)>)|@/)
  expect(markdown).not.toContain('```')
})

test('is never longer than an issue may be', () => {
  const long = '@`<'.repeat(200)
  const clause = { kind: 'let', text: long } as const
  const body = issueText({
    ...report,
    verdict: { ...report.verdict, headline: long, proof: Array.from({ length: 500 }, () => clause) },
    because: {
      cause: 'x',
      headline: long,
      rule: long,
      because: Array.from({ length: 50 }, () => ({ text: long })),
    } as unknown as NonNullable<Report['because']>,
  })
  expect(body.length).toBeLessThanOrEqual(65_536)
  expect(body).toContain('</details>')
})

test('a failure without a trace has no story', () => {
  const untraced = failurePage({ record: staleRead.record, replayCommand: 'npx whitewater replay w1' }).report
  expect(issueText(untraced)).not.toContain('What happened')
})
