import { describe, expect, test } from 'vitest'
import { huntFor, runAll, violationsOf } from '../targets/runs.ts'
import { unusualRaft, variantNames, type VariantName } from './variants.ts'

// `npm run fuzz:unusual` runs as many as one likes.

describe('a correct Raft with unusual habits is not accused', () => {
  test.each(variantNames)('%s', async (name) => {
    const ran = await runAll(unusualRaft(name), [1])
    expect(violationsOf(ran)).toEqual([])
    expect(ran.length).toBeGreaterThan(10)
    expect(ran.filter(({ status }) => status === 'valid').length).toBeGreaterThan(ran.length - 3)
  })
})

const unseen = new Set<VariantName>(['without a view', 'without a view, decoded'])
const shown = variantNames.filter((name) => !unseen.has(name))

describe('its habits do not hide its mistakes', () => {
  const hunting = ['majority-down', 'everything-at-once', 'contested-elections', 'stepwise']

  test.each(shown)('%s: votes without a look at the log', async (name) => {
    const mistaken = unusualRaft(name, { votesBlindly: true })
    const consequences = ['election-restriction', 'leader-completeness', 'committed-on-majority']
    expect(await huntFor(consequences, mistaken, hunting)).toBeDefined()
  })

  test.each(shown)('%s: sends entries only when there is something new', async (name) => {
    expect(await huntFor('liveness', unusualRaft(name, { neverCatchesUp: true }), hunting)).toMatch(
      /the servers do not agree/,
    )
  })

  test.each<[string, VariantName, object, string]>([
    ['forgets its votes', 'decoded', { forgetsVote: true }, 'one-vote-per-term'],
    ['forgets its votes', 'promises, compacts, decoded', { forgetsVote: true }, 'one-vote-per-term'],
    ['forgets its votes', 'without a view, decoded', { forgetsVote: true }, 'one-vote-per-term'],
    ['acknowledges early', 'decoded', { acknowledgesEarly: true }, 'committed-on-majority'],
    ['acknowledges early', 'compacts unevenly', { acknowledgesEarly: true }, 'committed-on-majority'],
    ['commits entries of old terms', 'without a no-op', { commitsOldTerms: true }, 'leader-completeness'],
    [
      'loses sessions with a snapshot',
      'sessions, compacts, shows more',
      { sessions: 'lost-with-snapshot' },
      'state-machine-safety',
    ],
    [
      'loses sessions with a snapshot on request',
      'sessions, snapshots on request',
      { sessions: 'lost-with-snapshot' },
      'state-machine-safety',
    ],
    ['remembers requests at the leader only', 'sessions', { sessions: 'at-the-leader' }, 'linearizability'],
    ['tells requests apart by number only', 'sessions', { sessions: 'by-sequence-alone' }, 'linearizability'],
    ['applies otherwise', 'view lags, shows more', { appliesOtherwise: true }, 'state-machine-safety'],
  ])('it %s: %s', async (_what, name, mistakes, property) => {
    const names = [...hunting, 'canonical-schedules', 'partial-partitions', 'requests-arrive-twice']
    expect(await huntFor(property, unusualRaft(name, mistakes), names)).toBeDefined()
  })
})
