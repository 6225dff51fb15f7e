import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCampaign, type CampaignOptions } from '../../src/campaign/run-campaign.ts'
import { readStoredCampaign } from '../../src/campaign/stored-campaign.ts'
import { InProcessHost, loadSubject } from '../../src/testcase/in-process-host.ts'

const TARGET = 'own-raft+vote-no-log-check'
const scenarios = ['contested-elections', 'leader-isolated']

async function campaign(more: CampaignOptions = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-guided-'))
  await runCampaign({
    ...{ target: TARGET, scenarios, runs: 30, seed: '9', isolation: 'none', minimize: false },
    ...{ corpus: join(folder, 'corpus'), output: folder },
    ...more,
  })
  return folder
}

/** What a campaign leaves behind, without what its clock and its place have to do with. */
function left(
  folder: string,
  corpus = join(folder, 'corpus'),
): { readonly campaign: unknown; readonly corpus: readonly string[] } {
  const { tallies, failures, ranges } = readStoredCampaign(join(folder, 'campaign.sqlite'))
  const counts = [...tallies].map(([name, { millis: _, ...tally }]) => [name, tally])
  return {
    campaign: { counts, failures, ranges },
    corpus: readdirSync(corpus).map((name) => readFileSync(join(corpus, name), 'utf8')),
  }
}

test('a guided campaign of one seed comes out the same each time, and its mutants fail again', async () => {
  const first = await campaign()
  expect(left(await campaign())).toEqual(left(first))
  expect(left(first).corpus.length).toBe(2)
  const { failures } = readStoredCampaign(join(first, 'campaign.sqlite'))
  const mutants = failures.filter(({ plan }) => plan !== undefined)
  expect(mutants.length).toBeGreaterThan(0)
  const host = new InProcessHost(() => loadSubject({ target: TARGET, scenarios }), TARGET)
  for (const { plan, digest } of mutants.slice(0, 5)) {
    const { result } = await host.replay({ by: 'plan', target: TARGET, plan: plan!, digest })
    expect(result.digest).toBe(digest)
    expect(result.violation).toBeDefined()
  }
}, 60_000)

test('a campaign goes on from the corpus that another one left', async () => {
  const first = await campaign()
  const again = await campaign({ corpus: join(first, 'corpus') })
  // what is known from the start is mutated from the start
  expect(left(again, join(first, 'corpus')).campaign).not.toEqual(left(first).campaign)
}, 60_000)

test('mutants accuse no correct Raft', async () => {
  const folder = await campaign({
    ...{ target: 'own-raft', selfTests: false, runs: 30 },
    scenarios: ['everything-at-once', 'lease-reads', 'changing-members', 'stepwise', 'pauses-and-skew'],
  })
  expect(readStoredCampaign(join(folder, 'campaign.sqlite')).failures).toEqual([])
}, 120_000)
