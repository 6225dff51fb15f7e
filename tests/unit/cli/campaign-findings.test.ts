import { expect, test } from 'vitest'
import { githubErrors, sarifText } from '../../../reports/index.ts'
import { campaignFindings } from '../../../src/cli/campaign-findings.ts'
import type { CampaignReport } from '../../../src/campaign/run-campaign.ts'
import { doubleVote } from '../reports/fixtures/double-vote.ts'

const { signature = '', target, scenario, seed } = doubleVote.record

const failing = { scenario: 'figure-8', seed: '0x9', run: 9, headline: 'lost', step: 3, replay: 'replay 9' }

// a resumed campaign: this session looked into one signature, sessions before it into another, nobody into the third
const resumed = {
  verdict: {
    settings: { target },
    failures: [
      {
        signature: 'rule/x',
        count: 40,
        scenario: 'figure-8',
        firstSeed: '0x9',
        reportPath: 'runs/9/report.html',
      },
      { signature, count: 7, scenario, firstSeed: seed },
      { signature: 'log-matching/differs', count: 1, scenario: 'figure-8', firstSeed: '0x5' },
    ],
  },
  record: {
    groups: [
      { signature: 'rule/x', headline: 'An entry was lost', example: failing },
      { signature, headline: 'as stored', example: failing },
    ],
  },
} as unknown as CampaignReport

test('GitHub and SARIF have each failure of a campaign, whichever session found it, with all its runs', () => {
  const findings = campaignFindings(resumed, [doubleVote])
  expect(
    findings.map(({ property, headline, count, next, report }) => [property, headline, count, next, report]),
  ).toEqual([
    ['rule/x', 'An entry was lost', 40, 'replay 9', 'runs/9/report.html'],
    [
      'election-safety',
      doubleVote.minimized?.record.violation?.headline ?? doubleVote.record.violation?.headline,
      7,
      doubleVote.replayCommand,
      doubleVote.reportPath,
    ],
    ['log-matching', 'broke log-matching/differs', 1, '', undefined],
  ])
  const sarif = JSON.parse(sarifText(findings, { version: '1', about: () => undefined })) as {
    readonly runs: readonly [{ readonly results: readonly { readonly occurrenceCount: number }[] }]
  }
  expect(sarif.runs[0].results.map(({ occurrenceCount }) => occurrenceCount)).toEqual([40, 7, 1])
  const errors = githubErrors(findings).trim().split('\n')
  expect(errors).toHaveLength(3)
  expect(errors[0]).toBe(
    '::error title=rule/x%3A figure-8 seed 0x9::An entry was lost%0Areplay: replay 9%0A40 runs of this signature',
  )
})

test('where the store is gone, what the session knows', () => {
  const findings = campaignFindings({ verdict: resumed.verdict }, [])
  expect(findings.map(({ count }) => count)).toEqual([40, 7, 1])
})
