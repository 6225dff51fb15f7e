import type { PlantedStall } from '../../scenarios/index.ts'
import { assertMillis, assertSeed, assertWhole } from '../base/option-checks.ts'
import type { Millis } from '../base/time.ts'
import type { Hunt } from '../testcase/planted-hunt.ts'
import { writeRunFolder } from '../testcase/run-folder.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { allPlanted, DEFAULT_TARGET, plantedBug } from '../testcase/targets.ts'
import { hostFor, type HostOptions } from './host-options.ts'
import { plantedVerdict, type HuntedBug, type PlantedVerdict } from './planted-verdict.ts'

/** How planted bugs are hunted. */
export interface PlantedOptions extends HostOptions {
  /** Names the seeds. Default `planted`. */
  readonly seed?: string
  /** Hunts of each bug, each with seeds of its own, from 1 to 1000. Default 1. */
  readonly repeat?: number
  /** Most wall time for one hunt. Default 60,000. */
  readonly timeLimit?: Millis
  /** Make the first failure of each bug small. Default true. */
  readonly minimize?: boolean
  /** Folder for reports, such as `runs`; with `minimize`. Default: nothing is written. */
  readonly output?: string
  /** Called with each bug once its hunts are over. */
  readonly onHunted?: (hunted: HuntedBug) => void
}

/** What came of hunting all of them. */
export interface PlantedReport {
  /** In the order they were asked for. */
  readonly bugs: readonly HuntedBug[]
  /** Ids of those that some hunt did not find. */
  readonly missed: readonly string[]
  /** What `planted --json` prints. */
  readonly verdict: PlantedVerdict
}

/** Most hunts of one bug. */
export const MAX_REPEAT = 1000

/**
 * Hunts planted bugs of the built-in Raft with the scenarios that can show them: how long each takes to find, and how
 * small it gets.
 * @param ids planted bugs by id; none: the whole catalogue.
 * @throws InputError for an id that is none, or an option that is wrong.
 *
 * @example
 * const { missed, verdict } = await planted(['vote-twice'], { timeLimit: 10_000 })
 * console.log(missed, verdict.planted[0]?.medianMillis)
 */
export async function planted(
  ids: readonly string[] = [],
  options: PlantedOptions = {},
): Promise<PlantedReport> {
  const { seed = 'planted', repeat = 1, timeLimit = 60_000 } = options
  assertSeed('seed', seed)
  assertWhole('repeat', repeat, { low: 1, high: MAX_REPEAT })
  assertMillis('timeLimit', timeLimit)
  const wanted = ids.length === 0 ? allPlanted : ids.map(plantedBug)
  const bugs: HuntedBug[] = []
  const host = hostFor(options, { target: DEFAULT_TARGET, scenarios: [] })
  try {
    for (const bug of wanted) {
      const hunted = await huntedOn(host, bug, { ...options, seed, repeat, timeLimit })
      bugs.push(hunted)
      options.onHunted?.(hunted)
    }
  } finally {
    await host.close()
  }
  const missed = bugs.filter(({ hunts }) => hunts.some(({ failure }) => failure === undefined))
  return { bugs, missed: missed.map(({ bug }) => bug.id), verdict: plantedVerdict(bugs) }
}

type ResolvedOptions = PlantedOptions & Required<Pick<PlantedOptions, 'seed' | 'repeat' | 'timeLimit'>>

async function huntedOn(
  host: SubjectHost,
  bug: PlantedStall,
  { seed, repeat, timeLimit, minimize = true, output }: ResolvedOptions,
): Promise<HuntedBug> {
  const hunts: Hunt[] = []
  for (let at = 0; at < repeat; at++) {
    hunts.push(await host.hunt({ bug: bug.id, limits: { seed: `${seed}.${at}`, millis: timeLimit } }))
  }
  const found = hunts.find((hunt) => hunt.failure !== undefined)?.failure
  if (found === undefined || !minimize) return { bug, hunts }
  const small = await host.minimize({ failure: found, limits: {} })
  const failure = output === undefined ? small : await writeRunFolder(output, small, new Date())
  return { bug, hunts, failure }
}
