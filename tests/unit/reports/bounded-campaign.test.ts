import { describe, expect, test } from 'vitest'
import { boundedRecord, campaignPage, runLoad, type CampaignRecord } from '../../../reports/index.ts'
import { fairShares } from '../../../reports/fair-shares.ts'
import { campaignRecordOf } from '../../../src/campaign/campaign-record.ts'
import type { StoredCampaign } from '../../../src/campaign/stored-campaign.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { passedTally, settings } from '../campaign/some-settings.ts'

/** So many failing runs of one scenario, in so many signatures. */
function stored(runs: number, signatures: number): StoredCampaign {
  const failures = Array.from({ length: runs }, (_, at) => ({
    scenario: 'wild',
    seed: `0x5eed-${at}`,
    // as slugs they are all the same
    signature: `${'long '.repeat(20)}/${at % signatures}`,
    headline: `run ${at} broke`,
    step: 1,
    digest: 'abcdef0123456789',
  }))
  return {
    file: '/nowhere/campaign.sqlite',
    settings: { ...settings, runs },
    began: '2026-11-28T02:00:00.000Z',
    finished: '2026-11-28T03:00:00.000Z',
    millis: 1,
    result: 'violation',
    remarks: [],
    tallies: new Map([['wild', passedTally(runs, { failed: runs })]]),
    groups: failures.slice(0, signatures).map((first, at) => ({
      signature: first.signature,
      count: Math.ceil((runs - at) / signatures),
      first,
      reported: false,
    })),
    failures,
    undecided: [],
    selfTests: [],
    firstShown: [],
    ranges: [{ scenario: 'wild', first: 0, runs }],
    finds: new Map(failures.slice(0, signatures).map(({ signature }) => [signature, new Map([['wild', 1]])])),
  }
}

const recordOf = (campaign: StoredCampaign, before: readonly StoredCampaign[] = []): CampaignRecord =>
  campaignRecordOf(campaign, { campaigns: before, unread: [] })

describe('a campaign with very many failures', () => {
  test('of one signature has a page and a JSON that say how many they leave out', () => {
    const record = recordOf(stored(250_000, 1))
    expect(record.groups[0]).toMatchObject({ firstRun: 1, count: 250_000 })
    expect(record.scenarios[1]?.firstFailure).toBe(1)
    const bounded = boundedRecord(record)
    expect(bounded.groups[0]?.failures).toHaveLength(20_000)
    expect(bounded.leftOut).toEqual({ groups: 0, failures: 230_000, undecidedRuns: 0, gone: 0, nights: 0 })
    const page = campaignPage(record)
    expect(page).toContain('500 of 250,000 failing seeds')
    expect(page).toContain('249,500 more failing seeds that this page leaves out.')
    expect(page.length).toBeLessThan(1_000_000)
  })

  test('of very many signatures, too, also where the next campaign has none of them', () => {
    const many = stored(30_000, 30_000)
    const record = recordOf(many)
    expect(new Set(record.groups.map(({ slug }) => slug)).size).toBe(30_000)
    const bounded = boundedRecord(record)
    expect(bounded.groups).toHaveLength(1000)
    expect(bounded.leftOut).toMatchObject({ groups: 29_000, failures: 29_000 })
    expect(bounded.nights[0]).toMatchObject({ leftOut: 29_000 })
    const page = campaignPage(record)
    expect(page).toContain('29,800 more signatures that this page leaves out.')
    expect(page).toContain('29,950 more signatures that this table leaves out.')
    expect(page.length).toBeLessThan(1_500_000)
    // nothing leads to what is not there
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)

    const next = {
      ...stored(10, 1),
      began: '2026-11-29T02:00:00.000Z',
      groups: [],
      failures: [],
      finds: new Map(),
    }
    const after = recordOf(next, [many])
    expect(after.gone).toHaveLength(30_000)
    expect(boundedRecord(after).leftOut).toMatchObject({ gone: 29_000 })
    const afterPage = campaignPage(after)
    expect(afterPage).toContain('29,800 more signatures that this page leaves out.')
    expect(afterPage).toContain('29,900 more signatures that this table leaves out.')
    expect(afterPage.length).toBeLessThan(1_000_000)
  })

  test('a small one is left as it is', () => {
    const record = recordOf(stored(20, 3))
    expect(boundedRecord(record)).toEqual(record)
    expect(campaignPage(record)).toContain('All 7 failing seeds')
  })
})

test('what clients got is drawn of a history of any length', () => {
  const history = Array.from({ length: 400_000 }, (_, at): HistoryEvent => {
    const type = at % 2 === 0 ? 'invoke' : 'ok'
    return { process: 1, type, f: 'read', value: null, time: at * 1e6 }
  })
  expect(runLoad(history, [])?.buckets.length).toBeGreaterThan(10)
})

test('short lists are told whole, and the long ones share what is left', () => {
  expect(fairShares([5, 1000, 0, 1000], 105)).toEqual([5, 50, 0, 50])
  expect(fairShares([5, 3], 100)).toEqual([5, 3])
  expect(fairShares([], 100)).toEqual([])
})
