import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { chooseScenarios } from '../../../src/testcase/scenario-choice.ts'
import { awaitedCoverageMarks } from '../../../src/run/coverage-mark-needs.ts'
import { coverageMarkTexts, type CoverageMark } from '../../../src/run/coverage-marks.ts'
import { assertServed, assertSurvives, leftOutLine, served } from '../../../src/run/servable.ts'
import { builtInRaftOffers, defaultOffers, type Offered } from '../../../src/subject/offers.ts'

const offers = (more: Partial<Offered>): Offered => ({ ...defaultOffers, ...more })
const named = (...names: string[]) => scenarios.filter(({ name }) => names.includes(name))
const outOf = (offered: Offered, shape = {}) =>
  Object.fromEntries(
    served(scenarios, offered, shape).leftOut.map(({ scenario, needs }) => [scenario, needs]),
  )

describe('which scenarios a target can serve', () => {
  test('the Raft that comes with Whitewater serves all', () => {
    expect(served(scenarios, builtInRaftOffers, {})).toEqual({ scenarios, leftOut: [] })
  })

  test('of a usual one those are left out that need more, and it is said what', () => {
    expect(outOf(defaultOffers)).toEqual({
      payments: ['ledger', 'sessions'],
      stepwise: ['own-raft-settings'],
      'lease-reads': ['leases'],
      'log-compaction': ['snapshots'],
      directories: ['directory'],
      'forgotten-sessions': ['expiring-sessions'],
      'requests-arrive-twice': ['sessions'],
      'changing-members': ['membership'],
      'cut-off-changes': ['membership'],
    })
    expect(
      leftOutLine(served(named('payments', 'directories'), defaultOffers, {}).leftOut, defaultOffers, {}),
    ).toBe(
      'left out: payments (needs a ledger and client sessions), directories (needs a directory); the target offers read, write, cas',
    )
  })

  test('without persistence no scenario that lives by crashes', () => {
    expect(outOf(offers({ persistence: false }))).toMatchObject({
      'minority-down': ['persistence'],
      'majority-down': ['persistence'],
      'leader-crash-before-majority': ['persistence'],
      'leader-crash-before-reply': ['persistence'],
    })
    expect(leftOutLine([], offers({ persistence: false }), {})).toBe(
      'left out: the faults crash, lose-unsynced-writes, slow-disk (need persistence); the target offers read, write, cas; no persistence',
    )
  })

  test('with fewer servers than the target plays', () => {
    const few = offers({ fewestServers: 2 })
    const steady = named('steady-cluster')
    expect(served(steady, few, {}).leftOut).toEqual([])
    expect(served(steady, few, { nodes: 2 }).leftOut).toEqual([])
    expect(() => assertServed(steady, 'pair', few, { nodes: 1 })).toThrow(
      'steady-cluster needs 2 servers, and pair offers read, write, cas; clusters of 2 servers and more and there is 1 server',
    )
    const alone = steady.map((scenario) => ({ ...scenario, nodes: [1] }))
    expect(() => assertServed(alone, 'pair', few, {})).toThrow(
      /steady-cluster needs 2 servers, and pair offers read, write, cas; clusters of 2 servers and more$/,
    )
  })

  test('with fewer servers than they need', () => {
    expect(outOf(builtInRaftOffers, { nodes: 1 })).toEqual({
      'minority-down': ['3 servers'],
      'leader-isolated': ['2 servers'],
      'leaderless-elections': ['3 servers'],
      'partial-partitions': ['2 servers'],
      'message-storm': ['2 servers'],
      'canonical-schedules': ['3 servers'],
      'rare-schedules': ['3 servers'],
      'deep-schedules': ['3 servers'],
      'lease-reads': ['2 servers'],
      'deposed-leaders': ['3 servers'],
      'changing-members': ['3 servers'],
      'cut-off-changes': ['3 servers'],
    })
    expect(outOf(builtInRaftOffers, { nodes: 7 })).toEqual({})
  })

  test('nothing left out, nothing said', () => {
    expect(leftOutLine([], defaultOffers, {})).toBeUndefined()
  })
})

describe('what somebody names must be served', () => {
  test('each that is not is named, with what is missing and how to declare it', () => {
    const assert = () =>
      assertServed(named('payments', 'steady-cluster', 'forgotten-sessions'), './my.ts', defaultOffers, {})
    expect(assert).toThrow(
      /payments needs a ledger and client sessions, forgotten-sessions needs sessions that/,
    )
    expect(assert).toThrow(/and \.\/my\.ts offers read, write, cas;/)
    expect(assert).toThrow(/offers: \{ functions: \['open', .*'balance'\], sessions: true \}/)
    expect(assert).toThrow(/only own-raft has sessions that are opened and expire/)
    expect(assert).not.toThrow(/steady-cluster/)
  })

  test('too few servers are no matter of offers', () => {
    const assert = () => assertServed(named('leader-isolated'), 'own-raft', builtInRaftOffers, { nodes: 1 })
    expect(assert).toThrow(/^leader-isolated needs 2 servers, and there is 1 server$/)
  })

  test('a fault that only a persistent target survives; a group that has others is taken', () => {
    const forgets = offers({ persistence: false })
    for (const name of ['crash', 'kill', 'power', 'disk', 'slow-disk']) {
      expect(() => assertSurvives(['partition', name], 'my', forgets)).toThrow(
        /persistence: false; leave that out/,
      )
      expect(() => assertSurvives(['partition', name], 'my', defaultOffers)).not.toThrow()
    }
    for (const name of ['all', 'process', 'pause', 'clock'])
      expect(() => assertSurvives([name], 'my', forgets)).not.toThrow()
  })

  test('words that are none are refused where a scenario is chosen', async () => {
    const target = { name: 'my', offered: defaultOffers }
    const own = { ...named('steady-cluster')[0]!, coverageMarks: ['leaderElecte' as CoverageMark] }
    await expect(chooseScenarios([own], target, {})).rejects.toThrow(
      /coverageMarks: there is no "leaderElecte"; did you mean leaderElected\?; whitewater list has them all/,
    )
    const needy = { ...named('steady-cluster')[0]!, needs: ['sesions' as 'sessions'] }
    await expect(chooseScenarios([needy], target, {})).rejects.toThrow(
      /needs: there is no "sesions"; did you mean sessions\?; there are/,
    )
  })
})

describe('the coverage marks a campaign waits for', () => {
  const all = { coverageMarks: Object.keys(coverageMarkTexts) as CoverageMark[] }

  test('all of them from the Raft that comes with Whitewater', () => {
    expect(awaitedCoverageMarks(all, builtInRaftOffers, {})).toEqual({
      demanded: all.coverageMarks,
      hoped: [],
    })
  })

  test('of a usual target those that the harness brings about; what is up to it is hoped for', () => {
    const { demanded, hoped } = awaitedCoverageMarks(all, defaultOffers, {})
    expect(hoped).toEqual([
      'leaderChanged',
      'leaderSteppedDown',
      'operationUnknown',
      'entriesTruncated',
      'writesLost',
      'trapSet',
    ])
    for (const never of [
      'retried',
      'membershipChanged',
      'leadershipHandedOver',
      'sessionLost',
      'logCompacted',
    ])
      expect(demanded).not.toContain(never)
    expect(demanded).toContain('operationSucceeded')
  })

  test('what is declared is demanded', () => {
    const { demanded } = awaitedCoverageMarks(
      all,
      offers({ sessions: true, membership: true, transfer: true }),
      {},
    )
    expect(demanded).toEqual(expect.arrayContaining(['retried', 'membershipChanged', 'leadershipHandedOver']))
  })

  test('nothing of clients where there are none, nothing of crashes where there is no persistence', () => {
    const elects = awaitedCoverageMarks(
      all,
      offers({ electionsOnly: true, functions: [], persistence: false }),
      {},
    )
    const awaited = [...elects.demanded, ...elects.hoped]
    expect(awaited).toEqual([
      'stateShown',
      'leaderElected',
      'leaderHit',
      'messagesCut',
      'messagesDropped',
      'messagesDuplicated',
      'messagesDelayed',
      'serverPaused',
      'clockMoved',
      'leaderChanged',
      'leaderSteppedDown',
      'trapSet',
    ])
  })

  test('one server cuts no messages; with faults of the user’s own only those of any run count', () => {
    expect(awaitedCoverageMarks(all, builtInRaftOffers, { nodes: 1 }).demanded).not.toContain('messagesCut')
    expect(awaitedCoverageMarks(all, builtInRaftOffers, { nemesis: ['pause'] }).demanded).toEqual([
      'leaderElected',
      'operationSucceeded',
    ])
  })
})
