import fc from 'fast-check'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { campaignFailureLines, campaignPage } from '../../../reports/index.ts'
import { timeToBug } from '../../../reports/time-to-bug.ts'
import { campaignRecordOf } from '../../../src/campaign/campaign-record.ts'
import { chanceOfNone } from '../../../src/campaign/chance-of-none.ts'
import type { CampaignSettings } from '../../../src/campaign/settings.ts'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { CampaignStore, storeOutcome } from '../../../src/campaign/store.ts'
import { formerCampaigns, readStoredCampaign } from '../../../src/campaign/stored-campaign.ts'
import type { TalliedFailure, Tally } from '../../../src/testcase/tally.ts'
import { passedTally, settings } from './some-settings.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-record-'))

const failureOf = (scenario: string, position: number, signature: string): TalliedFailure => ({
  scenario,
  seed: `0x5eed-${position}`,
  signature,
  property: signature.replace(/\/.*/, ''),
  headline: `${signature} broke`,
  step: 10 + position,
  digest: 'abcdef0123456789',
})

/** A finished campaign of 100 runs of each scenario, with these failures. */
function made(
  dir: string,
  failures: readonly TalliedFailure[],
  {
    began = '2026-11-28T02:00:00.000Z',
    runs = 100,
    finish = true,
    more = {} as Partial<CampaignSettings>,
  } = {},
): string {
  const file = join(dir, 'campaign.sqlite')
  const store = CampaignStore.create(file, { ...settings, runs, ...more }, new Date(began))
  for (const scenario of settings.scenarios) {
    const here = failures.filter((one) => one.scenario === scenario)
    store.record(
      { scenario, first: 0, runs },
      passedTally(runs, { failed: here.length, failures: here, firstShown: { 'leaderElected x1': 0 } }),
      1000,
    )
  }
  if (finish) store.finish(2000)
  store.close()
  if (finish) storeOutcome(file, failures.length === 0 ? 'held' : 'violation', [])
  return file
}

const recordIn = (file: string) => {
  const campaign = readStoredCampaign(file)
  return campaignRecordOf(campaign, formerCampaigns(campaign))
}

describe('the record of a campaign', () => {
  test('counts failures as one would count them by hand', () => {
    const failing = fc.record({
      scenario: fc.constantFrom('calm', 'wild'),
      position: fc.integer({ min: 0, max: 99 }),
      signature: fc.constantFrom('a/b', 'c/d', 'A/B!', 'x'),
    })
    const many = fc.uniqueArray(failing, {
      maxLength: 40,
      selector: ({ scenario, position }) => `${scenario}-${position}`,
    })
    fc.assert(
      fc.property(many, (list) => {
        const record = recordIn(
          made(
            folder(),
            list.map(({ scenario, position, signature }) => failureOf(scenario, position, signature)),
          ),
        )
        expect(record.runs).toBe(200)
        expect(record.failed).toBe(list.length)
        for (const scenario of record.scenarios) {
          const here = list
            .filter((one) => one.scenario === scenario.name)
            .map(({ position }) => position + 1)
          expect(scenario.failed).toBe(here.length)
          expect(scenario.firstFailure).toBe(here.length === 0 ? undefined : Math.min(...here))
        }
        const signatures = new Set(list.map(({ signature }) => signature))
        expect(new Set(record.groups.map(({ signature }) => signature))).toEqual(signatures)
        expect(new Set(record.groups.map(({ slug }) => slug)).size).toBe(signatures.size)
        for (const group of record.groups) {
          const here = list.filter(({ signature }) => signature === group.signature)
          expect(group.count).toBe(here.length)
          expect(group.firstRun).toBe(Math.min(...here.map(({ position }) => position + 1)))
          const seeds = here.map(({ scenario, position }) => `${scenario} 0x5eed-${position} ${position + 1}`)
          expect(
            group.failures.map(({ scenario, seed, run }) => `${scenario} ${seed} ${run}`).sort(),
          ).toEqual(seeds.sort())
          expect(group.state).toBe('none')
        }
        expect(record.line).toBe(
          signatures.size === 0
            ? 'PASS 200 runs'
            : `FAIL ${signatures.size} signature${signatures.size === 1 ? '' : 's'}`,
        )
      }),
      { numRuns: 15 },
    )
  })

  test('names the command that makes each failure again, with the scenario as the user named it', () => {
    const [group] = recordIn(made(folder(), [failureOf('wild', 7, 'a/b')])).groups
    expect(group?.failures[0]?.replay).toMatch(
      /^npx whitewater replay 'w1:\.\/wild\.ts:0x5eed-7:abcdef0123456789/,
    )
  })

  test('a report counts only where it lies; what nobody has looked into waits', () => {
    const dir = folder()
    const file = made(
      dir,
      [failureOf('wild', 1, 'a/b'), failureOf('wild', 2, 'c/d'), failureOf('wild', 3, 'e/f')],
      {
        finish: false,
      },
    )
    const store = CampaignStore.resume(file)
    store.recordReport('a/b', { reportPath: '/moved/since/wild/now/report.html', minimizedSteps: 16 })
    store.recordReport('c/d', { reportPath: '/moved/since/wild/gone/report.html' })
    store.close()
    mkdirSync(join(dir, 'wild', 'now'), { recursive: true })
    writeFileSync(join(dir, 'wild', 'now', 'report.html'), '')
    const record = recordIn(file)
    expect(record.groups.map(({ signature, state, report }) => [signature, state, report])).toEqual([
      ['a/b', 'minimized', 'wild/now/report.html'],
      ['c/d', 'reported', undefined],
      ['e/f', 'waits', undefined],
    ])
    expect(record.line).toBe('FAIL 3 signatures; not finished')
    expect(campaignPage(record)).toContain('not minimized yet: waits for --resume')
    expect(campaignFailureLines(record)).toEqual([
      'FAIL a/b  1 run (wild seed 0x5eed-1), minimized to 16 steps  wild/now/report.html',
      'FAIL c/d  1 run (wild seed 0x5eed-2), not minimized',
      'FAIL e/f  1 run (wild seed 0x5eed-3), not minimized yet: waits for --resume',
    ])
  })

  test('of several failing runs it says which was minimized, and that the others only share its signature', () => {
    const dir = folder()
    const file = made(
      dir,
      [failureOf('wild', 4, 'a/b'), failureOf('wild', 2, 'a/b'), failureOf('wild', 3, 'c/d')],
      {
        finish: false,
      },
    )
    const store = CampaignStore.resume(file)
    for (const signature of ['a/b', 'c/d'])
      store.recordReport(signature, { reportPath: '/moved/wild/now/report.html', minimizedSteps: 16 })
    store.close()
    mkdirSync(join(dir, 'wild', 'now'), { recursive: true })
    writeFileSync(join(dir, 'wild', 'now', 'report.html'), '')
    const record = recordIn(file)
    const seed = record.groups[0]?.example.seed ?? ''
    expect(campaignFailureLines(record)[0]).toMatch(
      /^FAIL a\/b {2}2 runs .*, the first minimized to 16 steps/,
    )
    const stands = [...campaignPage(record).matchAll(/<p class="stands-for-all">(.*?)<\/p>/gs)].map(
      ([, text]) => text,
    )
    expect(stands).toHaveLength(1)
    expect(stands[0]).toContain(`Seed ${seed} of wild`)
    expect(stands[0]).toContain('<a href="./wild/now/report.html">minimized trace</a>')
    expect(stands[0]).toContain('The other one shares its signature and has no minimized trace of its own')
  })

  test('of very many signatures the first are looked into, and the others wait for nothing', () => {
    const failures = Array.from({ length: 60 }, (_, at) => failureOf('wild', at, `a/${at}`))
    const states = (finish: boolean) => {
      const record = recordIn(made(folder(), failures, { finish }))
      return Object.entries(Object.groupBy(record.groups, ({ state }) => state)).map(
        ([state, groups = []]) => [state, groups.length],
      )
    }
    expect(states(false)).toEqual([
      ['waits', 50],
      ['counted', 10],
    ])
    expect(states(true)).toEqual([
      ['none', 50],
      ['counted', 10],
    ])
    const page = campaignPage(recordIn(made(folder(), failures)))
    expect(page).toContain('only counted: it is one of too many signatures')
    expect(page).not.toContain('waits for')
  })

  test('nights: new, known, fixed; what may be missed by chance is only not seen again', () => {
    const dir = folder()
    const often = Array.from({ length: 30 }, (_, at) => failureOf('wild', at, 'often/x'))
    made(dir, [...often, failureOf('calm', 1, 'rare/x'), failureOf('calm', 2, 'stays/x')])
    const file = made(dir, [failureOf('calm', 3, 'stays/x'), failureOf('calm', 4, 'comes/x')], {
      began: '2026-11-29T02:00:00.000Z',
    })
    const record = recordIn(file)
    expect(record.line).toBe(
      'FAIL 2 signatures, 1 new since 2026-11-28 02:00; 1 known; 1 fixed; 1 not seen again',
    )
    expect(record.groups.map(({ signature, new: fresh }) => [signature, fresh])).toEqual([
      ['comes/x', true],
      ['stays/x', false],
    ])
    // of the calm ones 98 held; `comes/x` may be `rare/x` in another form
    const gone = { of: 100, otherwise: false }
    expect(record.gone).toEqual([
      { ...gone, signature: 'rare/x', count: 1, runs: 98, chance: 100 / 198, otherwise: true, fixed: false },
      {
        ...gone,
        signature: 'often/x',
        count: 30,
        runs: 100,
        chance: chanceOfNone(30, 100, 100),
        fixed: true,
      },
    ])
    expect(record.comparedWith).toBe('2026-11-28T02:00:00.000Z')
    const page = campaignPage(record)
    expect(page).toContain('Found by the campaign of 2026-11-28 02:00, and not by this one')
    expect(page).toContain(
      '30 runs of 100 then, none of 100 now; had nothing changed, that would come in fewer than 1 of 100',
    )
    expect(record.nights.map(({ signatures }) => signatures)).toEqual([
      { 'often/x': 30, 'rare/x': 1, 'stays/x': 1 },
      { 'comes/x': 1, 'stays/x': 1 },
    ])
  })

  describe('nothing is called fixed that may still be there', () => {
    const often = Array.from({ length: 30 }, (_, at) => failureOf('wild', at, 'often/x'))
    /** What is gone in a campaign that holds, or fails as said, after one that was otherwise. */
    const goneAfter = (
      then: Partial<CampaignSettings>,
      now: Partial<CampaignSettings>,
      failures: readonly TalliedFailure[] = [],
    ) => {
      const dir = folder()
      made(dir, often, { more: then })
      return recordIn(made(dir, failures, { began: '2026-11-29T02:00:00.000Z', more: now })).gone
    }
    const known = (...signatures: string[]) => ({ shape: { known: signatures } })

    test('another target, other scenarios, another shape: nothing is compared', () => {
      expect(goneAfter({}, {})).toMatchObject([{ signature: 'often/x', fixed: true }])
      expect(goneAfter({}, { target: './my-raft.ts' })).toEqual([])
      expect(goneAfter({}, { choices: ['calm', './other.ts'] })).toEqual([])
      expect(goneAfter({ scenarios: ['wild'], choices: ['./wild.ts'] }, {})).toEqual([])
      expect(goneAfter({}, { shape: { nemesis: ['crash'] } })).toEqual([])
      expect(goneAfter({}, { shape: { ignore: ['often'] } })).toEqual([])
      expect(goneAfter({}, { corpus: 'corpus' })).toEqual([])
      expect(goneAfter({ corpus: 'one' }, { corpus: 'another' })).not.toEqual([])
      // the order of scenarios does not matter, nor do the base seed and the count of runs
      const swapped = { scenarios: ['wild', 'calm'], choices: ['./wild.ts', 'calm'], seed: '0x1' }
      expect(goneAfter({}, swapped)).toHaveLength(1)
    })

    test('what is known now is left out, and so is what a known rule may be', () => {
      expect(goneAfter({}, known('often/x'))).toEqual([])
      expect(goneAfter({}, known('rule/of-it'))).toEqual([])
      expect(goneAfter({}, known('other/x'))).toHaveLength(1)
      // without it runs end where they went on then
      expect(goneAfter(known('other/x'), {})).toEqual([])
    })

    test('a scenario that fails in a new way may fail of the same bug', () => {
      const other = [failureOf('wild', 1, 'rule/of-it')]
      expect(goneAfter({}, {}, other)).toMatchObject([{ otherwise: true, runs: 99, fixed: false }])
      expect(goneAfter({}, {}, [failureOf('calm', 1, 'rule/of-it')])).toMatchObject([{ fixed: true }])
    })

    test('it is the newest like campaign that counts, not the newest', () => {
      const dir = folder()
      made(dir, often)
      made(dir, [], { began: '2026-11-29T02:00:00.000Z', more: { target: './my-raft.ts' } })
      const record = recordIn(made(dir, [], { began: '2026-11-30T02:00:00.000Z' }))
      expect(record.comparedWith).toBe('2026-11-28T02:00:00.000Z')
      expect(record.line).toBe('PASS 200 runs; 1 fixed')
    })
  })

  test('a campaign is judged once: page and JSON say what its exit code said', () => {
    const stored = (result: string, failures: readonly TalliedFailure[] = []) => {
      const file = made(folder(), failures)
      storeOutcome(file, result, [])
      const { line, standing } = recordIn(file)
      return [line, standing]
    }
    const one = [failureOf('wild', 1, 'a/b')]
    expect(stored('held')).toEqual(['PASS 200 runs', 'held'])
    // a coverage mark that was never reached, or an end from outside
    expect(stored('undecided')).toEqual(['UNDECIDED 200 runs, none failed', 'undecided'])
    expect(stored('undecided', one)).toEqual(['UNDECIDED 200 runs; 1 signature', 'undecided'])
    expect(stored('nothing-new', one)).toEqual(['NOTHING NEW 1 signature', 'known'])
    expect(stored('not-deterministic', one)).toEqual(['NOT DETERMINISTIC; FAIL 1 signature', 'alarm'])
    expect(stored('harness-failed')).toEqual(['HARNESS FAILED', 'alarm'])
    expect(stored('what is this')).toEqual([
      'UNDECIDED 200 runs, none failed; how it ended is not stored',
      'undecided',
    ])
    const file = made(folder(), [], { finish: false })
    expect(recordIn(file).line).toBe('UNDECIDED 200 runs, none failed; not finished')
    expect(campaignPage(recordIn(file))).toMatch(/badge undecided">UNDECIDED<\/b> 200 runs/)
  })

  test('a session that is killed leaves no word of the one before it', () => {
    const file = made(folder(), [], { finish: false })
    storeOutcome(file, 'held', ['all is well'])
    CampaignStore.resume(file).close()
    expect(recordIn(file)).toMatchObject({ standing: 'undecided', remarks: [] })
  })

  test('a self-test that was not found is an alarm before all else', () => {
    const file = made(folder(), [failureOf('wild', 1, 'a/b')], { finish: false })
    const store = CampaignStore.resume(file)
    store.recordSelfTest({ id: 'vote-twice', found: false, runs: 200 })
    store.recordSelfTest({ id: 'stale', found: true, runs: 2 })
    store.finish(1)
    store.close()
    const record = recordIn(file)
    expect(record).toMatchObject({
      standing: 'alarm',
      line: 'ALARM 1 of 2 self-tests not found; FAIL 1 signature',
    })
    expect(campaignPage(record)).toContain('1 of 2 found; NOT found: vote-twice')
  })

  test('undecided runs are told apart, with their reasons', () => {
    const file = join(folder(), 'campaign.sqlite')
    const store = CampaignStore.create(file, settings)
    const undecided = [{ scenario: 'wild', seed: '0x5eed-4', because: 'no operation succeeded' }]
    store.record({ scenario: 'wild', first: 0, runs: 10 }, passedTally(10, { unknown: 1, undecided }), 1)
    store.finish(1)
    store.close()
    storeOutcome(file, 'undecided', ['UNDECIDED: wild proves nothing'])
    const record = recordIn(file)
    expect(record).toMatchObject({
      line: 'UNDECIDED 1 run of 10',
      undecidedRuns: [{ seed: '0x5eed-4', run: 5, because: 'no operation succeeded' }],
      remarks: ['UNDECIDED: wild proves nothing'],
    })
  })

  test('a campaign of the schema before is read, and says what it does not know', () => {
    const file = made(folder(), [failureOf('wild', 1, 'a/b')])
    const older = openDatabase(file)
    older.exec(`DROP TABLE first_shown; DROP TABLE undecided; ALTER TABLE campaign DROP COLUMN result;
      ALTER TABLE campaign DROP COLUMN remarks;
      ALTER TABLE failure DROP COLUMN plan; PRAGMA user_version = 2`)
    older.close()
    const record = recordIn(file)
    expect(record).toMatchObject({ line: 'FAIL 1 signature', saturation: [], undecidedRuns: [], remarks: [] })
    const page = campaignPage(record)
    expect(page).toContain('How much of it was new is not known: an older version ran the campaign')
    expect(page).toContain('or an older version ran the campaign.')
    expect(recordIn(file)).toEqual(record)
  })

  test('of a campaign that was cut off, a run is the number of finished ones up to it', () => {
    const file = join(folder(), 'campaign.sqlite')
    const store = CampaignStore.create(file, settings)
    const record = (
      first: number,
      runs: number,
      failed: readonly number[],
      more: Partial<Tally> = {},
    ): void =>
      store.record(
        { scenario: 'wild', first, runs },
        passedTally(runs, {
          failed: failed.length,
          failures: failed.map((position) => failureOf('wild', position, 'a/b')),
          ...more,
        }),
        1,
      )
    // what two workers were at when the time was up is not there: the runs 10 to 39, and 50 to 79
    record(0, 10, [9])
    record(80, 5, [80, 84], {
      unknown: 1,
      undecided: [{ scenario: 'wild', seed: '0x5eed-82', because: 'late' }],
    })
    record(40, 10, [44], { firstShown: { 'a x1': 3 } })
    store.close()
    const { groups, scenarios, undecidedRuns, saturation } = recordIn(file)
    expect(groups[0]?.failures.map(({ seed, run }) => [seed, run])).toEqual([
      ['0x5eed-9', 10],
      ['0x5eed-44', 15],
      ['0x5eed-80', 21],
      ['0x5eed-84', 25],
    ])
    expect(undecidedRuns.map(({ run }) => run)).toEqual([23])
    expect(scenarios[1]).toMatchObject({ runs: 25, firstFailure: 10 })
    expect(saturation).toEqual([
      { runs: 14, behaviours: 1 },
      { runs: 25, behaviours: 1 },
    ])
    // hunts of 10, 5, 6 and 4 runs: half of them found it within 5
    expect(timeToBug({ failures: groups[0]?.failures ?? [] }, scenarios)).toEqual([
      { runs: 4, share: 0.25 },
      { runs: 5, share: 0.5 },
      { runs: 6, share: 0.75 },
      { runs: 10, share: 1 },
    ])
  })

  test.each([
    'javascript:alert(1)',
    'x/javascript:alert(1)/report.html',
    'wild/../../report.html',
    'wild/./report.html',
    'wild/a b/report.html',
    'wild/now/run.json',
    'report.html',
  ])('a report that lies at %j is none of ours, and no page leads there', (reportPath) => {
    const dir = folder()
    const file = made(dir, [failureOf('wild', 1, 'a/b')], { finish: false })
    const store = CampaignStore.resume(file)
    store.recordReport('a/b', { reportPath, minimizedSteps: 16 })
    store.close()
    mkdirSync(dirname(join(dir, reportPath)), { recursive: true })
    writeFileSync(join(dir, reportPath), '')
    const record = recordIn(file)
    expect(record.groups[0]?.report).toBeUndefined()
    expect(campaignPage(record)).not.toContain('report.html<')
  })

  test('no path that a page leads to is taken for a scheme', () => {
    const record = recordIn(made(folder(), [failureOf('wild', 1, 'a/b')]))
    const groups = record.groups.map((group) => ({ ...group, report: 'javascript:alert(1)/report.html' }))
    expect(campaignPage({ ...record, groups })).toContain('href="./javascript%3Aalert(1)/report.html"')
  })

  test('the guide names each member that is written', () => {
    const dir = folder()
    made(dir, [failureOf('wild', 1, 'a/b'), failureOf('wild', 2, 'c/d')])
    const record = recordIn(made(dir, [failureOf('wild', 1, 'a/b')], { began: '2026-11-29T02:00:00.000Z' }))
    const [group] = record.groups
    const parts = [record, group, group?.example, record.gone[0], record.scenarios[1], record.nights[0]]
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/campaign-page.md'), 'utf8')
    const data = guide.slice(guide.indexOf('## campaign.json'))
    const members = new Set(parts.flatMap((part) => Object.keys(part ?? {})))
    expect(members.size).toBeGreaterThan(35)
    for (const member of members) expect(data).toContain(`\`${member}\``)
  })

  test('one that ended before its first run is not called older', () => {
    const file = join(folder(), 'campaign.sqlite')
    CampaignStore.create(file, settings).close()
    const page = campaignPage(recordIn(file))
    expect(page).toContain('No run was made.')
    expect(page).not.toContain('older version')
  })

  test('numbers of runs are those of the shard', () => {
    const file = join(folder(), 'campaign.sqlite')
    const sharded = { ...settings, shard: { index: 2, of: 4 } }
    const store = CampaignStore.create(file, sharded)
    // the second of four parts of the first scenario has the seeds 1, 5, 9, ...
    store.record(
      { scenario: 'calm', first: 0, runs: 3 },
      passedTally(3, { failed: 1, failures: [failureOf('calm', 9, 'a/b')] }),
      1,
    )
    store.close()
    expect(recordIn(file).groups[0]?.firstRun).toBe(3)
  })

  test('saturation rises with the first run of any scenario that shows a behaviour, and ends with the last run', () => {
    const file = join(folder(), 'campaign.sqlite')
    const store = CampaignStore.create(file, settings)
    const record = (scenario: string, first: number, firstShown: Record<string, number>): void =>
      store.record({ scenario, first, runs: 10 }, passedTally(10, { firstShown }), 1)
    record('calm', 0, { 'a x1': 0, 'b x1': 4 })
    record('wild', 0, { 'a x1': 2, 'c x1': 4 })
    // a chunk that comes late may hold an earlier run
    record('wild', 20, { 'd x1': 3 })
    record('wild', 10, { 'd x1': 1 })
    store.close()
    expect(recordIn(file).saturation).toEqual([
      { runs: 1, behaviours: 1 },
      { runs: 5, behaviours: 3 },
      { runs: 12, behaviours: 4 },
      { runs: 30, behaviours: 4 },
    ])
  })
})
