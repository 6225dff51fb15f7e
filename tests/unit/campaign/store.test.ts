import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { formerSignatures } from '../../../src/campaign/former-signatures.ts'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import { readStoredCampaign } from '../../../src/campaign/stored-campaign.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { passedTally, settings } from './some-settings.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-store-'))
const fileIn = (dir: string): string => join(dir, 'campaign.sqlite')

const failure = {
  scenario: 'wild',
  seed: '0x5eed-3',
  signature: 'election-safety/two-leaders',
  headline: 'Term 2 has two leaders',
  step: 16,
  digest: 'ab',
}

/** What `act` throws, as text. */
function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'nothing'
}

/** As it is handed over: the store keeps its signature. */
const tallied = { ...failure, property: 'election-safety' }

describe('CampaignStore', () => {
  test('keeps what was recorded over sessions, and adds to it', () => {
    const file = fileIn(folder())
    const first = CampaignStore.create(file, settings)
    first.record(
      { scenario: 'wild', first: 0, runs: 10 },
      passedTally(10, { failed: 1, failures: [tallied] }),
      1000,
    )
    first.record({ scenario: 'calm', first: 0, runs: 5 }, passedTally(5), 1500)
    first.recordReport(failure.signature, { reportPath: 'runs/report.html', minimizedSteps: 16 })
    first.recordSelfTest({
      id: 'vote-twice',
      found: true,
      runs: 3,
      scenario: 'wild',
      seed: '1-self-test-2',
      digest: 'd',
    })
    first.close()

    const second = CampaignStore.resume(file)
    expect(second.settings).toEqual(settings)
    expect(second.earlierMillis).toBe(1500)
    second.record({ scenario: 'wild', first: 10, runs: 2 }, passedTally(2), 100)
    expect(second.finishedRanges()).toEqual([
      { scenario: 'calm', first: 0, runs: 5 },
      { scenario: 'wild', first: 0, runs: 10 },
      { scenario: 'wild', first: 10, runs: 2 },
    ])
    expect(second.tallies().get('wild')).toEqual(passedTally(12, { failed: 1 }))
    expect(second.groups()).toEqual([
      {
        signature: failure.signature,
        count: 1,
        first: failure,
        reported: true,
        reportPath: 'runs/report.html',
        minimizedSteps: 16,
      },
    ])
    expect(second.selfTests()).toMatchObject([{ id: 'vote-twice', found: true, digest: 'd' }])
    second.close()
  })

  test('keeps the plans that scenario and seed do not give, and takes no other', () => {
    const file = fileIn(folder())
    const plan = drawPlan(scenarioNamed('leader-isolated')!, 'a mutant', builtInRaft())
    const first = CampaignStore.create(file, settings)
    const undecided = [{ scenario: 'wild', seed: '0x5eed-4', because: 'too slow', plan }]
    const failures = [{ ...tallied, plan }]
    first.record({ scenario: 'wild', first: 0, runs: 10 }, passedTally(10, { failures, undecided }), 1)
    first.close()
    const stored = readStoredCampaign(file)
    expect(stored.failures[0]?.plan).toEqual(plan)
    expect(stored.undecided[0]?.plan).toEqual(plan)
    for (const [damage, text] of [
      ["'{'", 'field plan: is no JSON'],
      [`'${JSON.stringify({ ...plan, nodes: 99 })}'`, 'nodes'],
    ] as const) {
      const database = openDatabase(file)
      database.exec(`UPDATE failure SET plan = ${damage}`)
      database.close()
      expect(refusal(() => readStoredCampaign(file))).toContain(text)
    }
  })

  test('goes on with a file in which the table of self-tests has its first name', () => {
    const file = fileIn(folder())
    const first = CampaignStore.create(file, settings)
    first.recordSelfTest({ id: 'vote-twice', found: false, runs: 7 })
    first.close()
    const older = openDatabase(file)
    older.exec(`ALTER TABLE self_test RENAME TO canary; DROP TABLE first_shown; DROP TABLE undecided;
      ALTER TABLE campaign DROP COLUMN result; ALTER TABLE campaign DROP COLUMN remarks;
      ALTER TABLE failure DROP COLUMN plan; PRAGMA user_version = 1`)
    older.close()

    for (const id of ['lost-vote', 'stale-read']) {
      const store = CampaignStore.resume(file)
      store.recordSelfTest({ id, found: false, runs: 1 })
      store.close()
    }
    expect(CampaignStore.resume(file).selfTests()).toEqual([
      { id: 'lost-vote', found: false, runs: 1 },
      { id: 'stale-read', found: false, runs: 1 },
      { id: 'vote-twice', found: false, runs: 7 },
    ])
  })

  test('a chunk that cannot be stored whole leaves nothing', () => {
    const store = CampaignStore.create(':memory:', settings)
    const twice = passedTally(2, { failed: 2, failures: [tallied, tallied] })
    expect(() => store.record({ scenario: 'wild', first: 0, runs: 2 }, twice, 1)).toThrow(/UNIQUE/)
    expect(store.finishedRanges()).toEqual([])
    expect(store.tallies().size).toBe(0)
    expect(store.groups()).toEqual([])
    store.close()
  })

  test('no run counts twice', () => {
    const store = CampaignStore.create(':memory:', settings)
    store.record({ scenario: 'wild', first: 10, runs: 10 }, passedTally(10), 1)
    for (const [first, runs] of [
      [10, 10],
      [15, 1],
      [5, 6],
      [19, 5],
      [0, 40],
    ] as const) {
      expect(() => store.record({ scenario: 'wild', first, runs }, passedTally(runs), 1)).toThrow(
        /stored already/,
      )
    }
    store.record({ scenario: 'wild', first: 0, runs: 10 }, passedTally(10), 1)
    expect(store.tallies().get('wild')?.runs).toBe(20)
    store.close()
  })

  test('another campaign is refused with what differs and what to do', () => {
    const file = fileIn(folder())
    CampaignStore.create(file, settings).close()
    expect(refusal(() => CampaignStore.resume(file, { seed: '0x1' }))).toMatch(
      /^InputError: .*campaign\.sqlite: seed is 0x1 here and 0x5eed in the campaign that it holds; leave the option out/,
    )
    expect(refusal(() => CampaignStore.resume(file, { millis: 5 }))).toMatch(
      /duration is 5 here and not set in the campaign/,
    )
    CampaignStore.resume(file, { seed: '0x5eed', shape: {} }).close()
    expect(refusal(() => CampaignStore.create(file, settings))).toMatch(
      /InputError: .*not finished; resume it/,
    )
  })

  test('a finished campaign makes room for the next one and is kept', () => {
    const dir = folder()
    const began = new Date('2026-01-02T03:04:05.678Z')
    for (const seed of ['1', '2', '3']) {
      const store = CampaignStore.create(fileIn(dir), { ...settings, seed }, began)
      store.finish(10)
      store.close()
    }
    expect(readdirSync(dir).sort()).toEqual([
      'campaign-2026-01-02T030405Z-2.sqlite',
      'campaign-2026-01-02T030405Z.sqlite',
      'campaign.sqlite',
    ])
  })

  test('the page of a finished campaign keeps it company; nothing of another one is in its place', () => {
    const dir = folder()
    const finishedAt = (began: string): void => {
      const store = CampaignStore.create(fileIn(dir), settings, new Date(began))
      store.finish(10)
      store.close()
    }
    finishedAt('2026-01-02T03:04:05.678Z')
    for (const ending of ['html', 'json']) writeFileSync(join(dir, `campaign.${ending}`), ending)
    // a page without its store is somebody's too
    writeFileSync(join(dir, 'campaign-2026-01-02T030405Z.html'), 'kept')
    finishedAt('2026-01-03T03:04:05.678Z')
    expect(readdirSync(dir).toSorted()).toEqual([
      'campaign-2026-01-02T030405Z-2.html',
      'campaign-2026-01-02T030405Z-2.json',
      'campaign-2026-01-02T030405Z-2.sqlite',
      'campaign-2026-01-02T030405Z.html',
      'campaign.sqlite',
    ])
    expect(readFileSync(join(dir, 'campaign-2026-01-02T030405Z.html'), 'utf8')).toBe('kept')
  })

  test('a file that is no campaign, or a newer one, is refused', () => {
    const file = fileIn(folder())
    expect(refusal(() => CampaignStore.resume(file))).toMatch(
      /InputError: .*no campaign to resume.*output folder/,
    )
    writeFileSync(file, 'this is text, and more of it than a header of a database has'.repeat(20))
    expect(refusal(() => CampaignStore.resume(file))).toMatch(/InputError: .*cannot be read as a campaign/)

    const other = fileIn(folder())
    const database = openDatabase(other)
    database.exec('CREATE TABLE theirs (a)')
    database.close()
    expect(refusal(() => CampaignStore.create(other, settings))).toMatch(/InputError: .*not of a campaign/)

    const newer = fileIn(folder())
    CampaignStore.create(newer, settings).close()
    const future = openDatabase(newer)
    future.exec('PRAGMA user_version = 99')
    future.close()
    expect(refusal(() => CampaignStore.resume(newer))).toMatch(
      /InputError: .*newer Whitewater \(schema 99.*update/,
    )
  })

  test('one process at a time', () => {
    const file = fileIn(folder())
    const store = CampaignStore.create(file, settings)
    expect(refusal(() => CampaignStore.resume(file))).toMatch(/InputError: .*another process/)
    store.close()
    CampaignStore.resume(file).close()
  })

  test('keeps the counts of what is known over sessions, also in a file that began without any', () => {
    const file = fileIn(folder())
    const shape = { known: ['a/b', 'c/d'] }
    const first = CampaignStore.create(file, { ...settings, shape })
    // a tally as it was stored before anything could be known
    first.record({ scenario: 'wild', first: 0, runs: 10 }, passedTally(10), 1)
    first.record({ scenario: 'wild', first: 10, runs: 5 }, passedTally(5, { known: { 'a/b': 3 } }), 2)
    first.close()
    const second = CampaignStore.resume(file)
    second.record({ scenario: 'wild', first: 15, runs: 2 }, passedTally(2, { known: { 'a/b': 2 } }), 3)
    expect(second.tallies().get('wild')).toMatchObject({ runs: 17, failed: 0, known: { 'a/b': 5 } })
    second.close()
    expect(refusal(() => CampaignStore.resume(file, { shape: { known: ['a/b'] } }))).toContain(
      'known is ["a/b"] here and ["a/b","c/d"] in the campaign that it holds',
    )
    CampaignStore.resume(file, { shape }).close()
  })
})

describe('formerSignatures', () => {
  test('are those of the campaigns that were set aside, and not of the one that is there', () => {
    const dir = folder()
    expect(formerSignatures(join(dir, 'none'))).toEqual(new Set())
    const find = (...signatures: string[]): void => {
      const store = CampaignStore.create(fileIn(dir), settings)
      const failures = signatures.map((signature, at) => ({ ...tallied, seed: `${at}`, signature }))
      store.record(
        { scenario: 'wild', first: 0, runs: 10 },
        passedTally(10, { failed: failures.length, failures }),
        1,
      )
      store.finish(1)
      store.close()
    }
    find('a/b', 'c/d')
    expect(formerSignatures(dir)).toEqual(new Set())
    find('a/b', 'e/f')
    expect(formerSignatures(dir)).toEqual(new Set(['a/b', 'c/d']))
    find()
    expect(formerSignatures(dir)).toEqual(new Set(['a/b', 'c/d', 'e/f']))
    writeFileSync(join(dir, 'campaign-odd.sqlite'), 'no database')
    expect(refusal(() => formerSignatures(dir))).toMatch(
      /^InputError: .*campaign-odd.sqlite: it cannot be read/,
    )
  })
})
