import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scenarioNamed } from '../../scenarios/index.ts'
import { nothing } from '../../src/explore/bounds.ts'
import { explore, type ExploreOptions, type ExploreReport } from '../../src/isolation/explore.ts'
import { explore as explorePlan, type Exploration } from '../../src/explore/explore.ts'
import { exploredPlan } from '../../src/explore/explored-plan.ts'
import type { SavedSearch } from '../../src/explore/saved-search.ts'
import { Widening } from '../../src/explore/widening.ts'
import type { Target } from '../../src/subject/target.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'whitewater-resume-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const searched = (options: ExploreOptions): Promise<ExploreReport> =>
  explore('everything-at-once', { ...nothing, isolation: 'none', ...options })

/** All that a search says of itself, but for the time that it took. */
const told = ({ verdict }: ExploreReport): unknown => ({
  ...verdict,
  rounds: verdict.rounds.map(({ millis: _, ...round }) => round),
})

/** The same search, stopped again and again, some states later each time. */
async function inPieces(options: ExploreOptions, every: number): Promise<readonly [ExploreReport, number]> {
  const save = join(folder, 'search.bin')
  let report = await searched({ ...options, maxStates: every, save })
  let stops = 0
  for (let most = 2 * every; report.verdict.saved !== undefined; most += every) {
    stops++
    report = await searched({ ...options, maxStates: most, resume: save })
  }
  return [report, stops]
}

describe('a search that is stopped and goes on', () => {
  const searches: readonly (readonly [string, ExploreOptions, number])[] = [
    ['with calls', { timeouts: 2, operations: 1 }, 700],
    ['with late messages and duplicates', { timeouts: 1, lateMessages: 2, duplicates: 1 }, 30],
    ['with restarts and calls sent again', { timeouts: 1, operations: 1, restarts: 1, retries: 1 }, 300],
    ['with a bug', { target: 'own-raft+vote-no-log-check', timeouts: 2, operations: 1 }, 20],
    ['with servers that are not alike', { timeouts: 2, operations: 1, symmetric: false }, 4000],
  ]

  test.each(searches)('ends as one that is not stopped, %s', async (_, options, every) => {
    const [report, stops] = await inPieces(options, every)
    const whole = await searched(options)
    expect(stops).toBeGreaterThan(1)
    expect(told(report)).toEqual(told(whole))
    expect(report.explored.failure?.record.digest).toBe(whole.explored.failure?.record.digest)
  })

  test('goes on in the round in which it was, and through the rounds behind it', async () => {
    const plan = exploredPlan(scenarioNamed('steady-cluster')!, '1', builtInRaft(), { nodes: 3 })
    const make = () => builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target
    const { timeouts: _, operations: __, ...fixed } = nothing
    const ROUNDS = 4
    const piece = (most: number, resume?: SavedSearch): Promise<Exploration> => {
      let asked = 0
      return explorePlan(plan, make, {
        widening: new Widening(['timeouts', 'operations'], fixed),
        depth: 9,
        maxStates: 1e6,
        isSymmetric: true,
        stops: ({ round }) => round >= ROUNDS || ++asked > most,
        resume,
      })
    }
    const whole = await piece(Infinity)
    let report = await piece(2)
    let stops = 0
    for (; report.rounds.length < ROUNDS || report.rounds.at(-1)?.end === 'stopped'; stops++)
      report = await piece(2, report.saved)
    const plain = ({ rounds }: Exploration): unknown => rounds.map(({ millis: ___, ...round }) => round)
    expect(plain(report)).toEqual(plain(whole))
    expect(stops).toBeGreaterThan(ROUNDS)
  })
})

describe('a file to go on from that cannot be', () => {
  const bounds = { timeouts: 2, operations: 1 }
  const file = (): string => join(folder, 'stopped.bin')
  beforeAll(async () => {
    const { verdict, text } = await searched({ ...bounds, maxStates: 500, save: file() })
    expect(verdict.saved).toBe(file())
    expect(text).toContain('--resume')
  })

  test.each<readonly [string, (bytes: Buffer) => Buffer, RegExp]>([
    ['none', () => Buffer.from('{}'), /no stopped search/],
    [
      'of another version',
      (bytes) => Buffer.concat([Buffer.from('whitewater search 9\n'), bytes.subarray(20)]),
      /no stopped search of this version/,
    ],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1), /damaged/],
    ['of its name alone', (bytes) => bytes.subarray(0, 20), /damaged/],
    ['with a bit that fell over', (bytes) => bytes.fill(bytes[900]! ^ 1, 900, 901), /damaged/],
  ])('%s', async (_, changed, says) => {
    const other = join(folder, 'other.bin')
    writeFileSync(other, changed(readFileSync(file())))
    await expect(searched({ ...bounds, resume: other })).rejects.toThrow(says)
  })

  test('of another search', async () => {
    await expect(searched({ ...bounds, timeouts: 1, resume: file() })).rejects.toThrow(
      /of another search, by its bounds/,
    )
    await expect(searched({ ...bounds, nodes: 2, resume: file() })).rejects.toThrow(/by its plan/)
    await expect(searched({ ...bounds, resume: join(folder, 'nowhere') })).rejects.toThrow(/cannot be read/)
  })

  test.each(['digest', 'states'] as const)('of servers that did something else: %s', async (field) => {
    const plan = exploredPlan(scenarioNamed('steady-cluster')!, '1', builtInRaft(), { nodes: 3 })
    const make = () => builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target
    const search = (maxStates: number, resume?: SavedSearch): Promise<Exploration> => {
      const widening = new Widening([], { ...nothing, ...bounds })
      return explorePlan(plan, make, {
        widening,
        depth: 64,
        maxStates,
        isSymmetric: true,
        stops: () => false,
        resume,
      })
    }
    const { saved } = await search(300)
    const round = saved!.round!
    const known = { ...round.known, [field]: round.known[field] + 1 }
    await expect(search(1e6, { ...saved!, round: { ...round, known } })).rejects.toThrow(
      /does something else/,
    )
  })

  test('of a target that does something else now', async () => {
    const scenario = scenarioNamed('steady-cluster')!
    const save = join(folder, 'changed.bin')
    const search = (rules: object, more: ExploreOptions) =>
      explore(scenario, {
        ...nothing,
        ...bounds,
        target: builtInRaft({}, { raft: rules }) as never,
        ...more,
      })
    await search({}, { maxStates: 500, save })
    await expect(
      search({ countVote: (votes: readonly string[]) => votes }, { resume: save }),
    ).rejects.toThrow(/does something else/)
  })
})
