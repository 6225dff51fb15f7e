import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineScenario } from '../../../../scenarios/index.ts'
import { leftOutOfServers, scenariosForServers } from '../../../../src/testcase/servers/server-scenarios.ts'
import { single, someServers } from './some-servers.ts'

const namesOf = (scenarios: readonly { readonly name: string }[]): string[] =>
  scenarios.map(({ name }) => name)

const skewed = defineScenario({
  name: 'skewed',
  about: 'Clocks only.',
  faults: () =>
    fc.constant([{ kind: 'clock-skew', when: { at: 0 }, for: 10, nodes: 'all', jump: 5, rate: 1_000_000 }]),
  coverageMarks: ['clockMoved'],
})

describe('of all scenarios real servers', () => {
  test('get those that they can serve, and each left out says what it needs', async () => {
    const target = someServers()
    const served = await scenariosForServers([], target, {})
    expect(namesOf(served.scenarios)).toEqual([
      ...['steady-cluster', 'minority-down', 'majority-down', 'leader-crash-before-majority'],
      ...['leader-crash-before-reply', 'leader-isolated', 'partial-partitions', 'message-storm'],
      ...['pauses-and-skew', 'contested-elections', 'leaderless-elections', 'deposed-leaders', 'churn'],
      'everything-at-once',
    ])
    expect(served.leftOut).toContainEqual({ scenario: 'payments', needs: ['ledger', 'sessions'] })
    expect(served.leftOut).toContainEqual({ scenario: 'canonical-schedules', needs: ['virtual time'] })
    expect(served.faultsLeftOut).toEqual([
      ...['lose-unsynced-writes', 'duplicate', 'slow-disk', 'timeouts', 'clock-skew'],
    ])
    expect(leftOutOfServers(target, served)).toMatch(
      /^left out: payments \(needs a ledger and client sessions\), .*, the faults lose-unsynced-writes, .*; store offers read, write, cas, as real servers it can be put under crash, pause, partition, drop, delay, reorder$/,
    )
  })

  test('without links are one server, and get what one server can serve', async () => {
    const served = await scenariosForServers([], someServers(single), {})
    expect(served.shape).toEqual({ nodes: 1 })
    // message storms need links, and without any fault left they would be calm
    expect(namesOf(served.scenarios)).not.toContain('message-storm')
    expect(served.leftOut).toContainEqual({ scenario: 'leader-isolated', needs: ['2 servers'] })
    expect(served.faultsLeftOut).toContain('partition')
    const two = await scenariosForServers(['leader-crash-before-reply'], someServers(single), { nodes: 2 })
    expect(two.shape).toEqual({ nodes: 2 })
  })

  test('that keep nothing are not killed', async () => {
    const forgetful = someServers({ offers: { persistence: false } })
    const served = await scenariosForServers([], forgetful, {})
    expect(namesOf(served.scenarios)).not.toContain('majority-down')
    expect(served.faultsLeftOut).toContain('crash')
  })

  test('are not told what to do step by step', async () => {
    await expect(scenariosForServers(['figure-8'], someServers(), {})).rejects.toThrow(
      /^figure-8 needs virtual time; store offers/,
    )
  })

  test('say nothing when nothing is left out', async () => {
    const target = someServers()
    const served = await scenariosForServers(['leader-isolated'], target, {})
    expect(served).toMatchObject({ leftOut: [], faultsLeftOut: [] })
    expect(leftOutOfServers(target, served)).toBeUndefined()
  })
})

describe('what is named and cannot be', () => {
  const refused = (names: readonly (string | typeof skewed)[], shape = {}, changes = {}) =>
    expect(scenariosForServers(names, someServers(changes), shape)).rejects

  test('is refused by name, with what is missing', async () => {
    await refused(['payments', 'directories']).toThrow(
      /^payments needs a ledger and client sessions, directories needs a directory; store offers read, write, cas, /,
    )
    await refused([skewed]).toThrow(/^skewed needs the fault clock-skew; .* crash, pause, partition/)
    await refused(['leader-isolated'], { nodes: 1 }).toThrow(/needs 2 servers; .*there is 1 server/)
    await refused(['nonsense']).toThrow(/there is no scenario "nonsense"/)
  })

  test('faults too', async () => {
    await refused([], { nemesis: ['partition', 'clock', 'duplicate'] }).toThrow(
      /^nemesis has clock, duplicate, which real servers cannot be put under: .*choose of crash, pause/,
    )
    await refused([], { nemesis: ['partition'], nodes: 1 }).toThrow(/one server has no links to cut/)
    await refused([], { nemesis: ['partition'] }, single).toThrow(/no port for peers/)
    await refused([], { nemesis: ['kill'] }, { offers: { persistence: false } }).toThrow(/persistence: false/)
  })

  test('of a group of faults the possible ones are enough', async () => {
    const served = await scenariosForServers(['steady-cluster'], someServers(), { nemesis: ['messages'] })
    expect(served.faultsLeftOut).toEqual(['duplicate'])
  })
})
