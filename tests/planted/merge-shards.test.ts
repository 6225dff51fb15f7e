import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { InputError } from '../../src/base/input-error.ts'
import { readCorpora } from '../../src/campaign/corpus-file.ts'
import { mergeFolders } from '../../src/campaign/merge.ts'
import { runCampaign, type CampaignOptions } from '../../src/campaign/run-campaign.ts'
import { readStoredCampaign, type StoredCampaign } from '../../src/campaign/stored-campaign.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-merge-'))

async function campaign(more: CampaignOptions): Promise<string> {
  const output = folder()
  await runCampaign({
    ...{ target: 'own-raft+vote-no-log-check', scenarios: ['contested-elections', 'leader-isolated'] },
    ...{ runs: 15, seed: '9', isolation: 'none', minimize: false, output },
    ...more,
  })
  return output
}

const storeIn = (output: string): StoredCampaign => readStoredCampaign(join(output, 'campaign.sqlite'))

let whole = ''
let shards: readonly string[] = []
beforeAll(async () => {
  whole = await campaign({})
  shards = [await campaign({ shard: '1/2' }), await campaign({ shard: '2/2' })]
}, 60_000)

test('joined shards are the campaign that one process makes', async () => {
  const output = folder()
  const verdict = await mergeFolders(shards, output)
  const [joined, expected] = [storeIn(output), storeIn(whole)]
  const counts = ({ tallies }: StoredCampaign): unknown =>
    [...tallies].map(([name, { millis: _, ...tally }]) => [name, tally]).sort()
  expect(counts(joined)).toEqual(counts(expected))
  expect(joined.ranges).toEqual([
    { scenario: 'contested-elections', first: 0, runs: 15 },
    { scenario: 'leader-isolated', first: 0, runs: 15 },
  ])
  const seeds = ({ failures }: StoredCampaign): string[] =>
    failures.map(({ scenario, seed, digest }) => `${scenario} ${seed} ${digest}`).sort()
  expect(seeds(joined)).toEqual(seeds(expected))
  expect(joined.firstShown).toEqual(expected.firstShown)
  expect(joined.finished).toBeDefined()
  expect(verdict).toMatchObject({
    result: 'violation',
    corpora: [],
    campaign: { shards: 2, missing: [], isFinished: true, runs: 30, failed: expected.failures.length },
  })
  const [report] = joined.groups.flatMap(({ reportPath = [] }) => reportPath)
  const [, scenario = '', run = ''] = /([^/]+)\/([^/]+)\/report\.html$/.exec(report ?? '') ?? []
  expect(existsSync(join(output, scenario, run, 'report.html'))).toBe(true)
  expect(existsSync(join(output, 'campaign.html'))).toBe(true)
})

test('a shard that is missing leaves the whole undecided, or failed by what the others found', async () => {
  const { campaign: merged } = await mergeFolders(shards.slice(1), folder())
  expect(merged).toMatchObject({ missing: [1], isFinished: false })
})

test('what does not belong together is refused, by its file', async () => {
  const refused = async (folders: readonly string[]): Promise<string> => {
    const error: unknown = await mergeFolders(folders, folder()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).message
  }
  expect(await refused([shards[0]!, shards[0]!])).toContain('shard 1/2')
  expect(await refused([shards[0]!, whole])).toContain('no shard of the campaign')
  expect(await refused([await campaign({ runs: 2, seed: '8', shard: '2/2' }), shards[0]!])).toContain('seed')
  expect(await refused([folder()])).toContain('no corpus and no campaign')
})

test('joined corpora have what each of them reached', async () => {
  const corpora = [join(folder(), 'a'), join(folder(), 'b')]
  for (const [at, corpus] of corpora.entries()) await campaign({ corpus, seed: `${at}` })
  const output = folder()
  const { result, corpora: merged } = await mergeFolders(corpora, output)
  expect(result).toBe('held')
  const features = (from: string, name: string): number[] =>
    readCorpora(from)
      .get(name)!
      .entries.flatMap((entry) => entry.features)
  for (const { scenario, entries, before } of merged) {
    expect(entries).toBeLessThanOrEqual(before)
    const all = new Set(corpora.flatMap((corpus) => features(corpus, scenario)))
    expect(new Set(features(output, scenario))).toEqual(all)
  }
  expect(merged.map(({ scenario }) => scenario).sort()).toEqual(['contested-elections', 'leader-isolated'])
}, 60_000)
