import { defined } from '../base/defined.ts'
import { randomBytes } from 'node:crypto'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import { shapeOf, type PlanShape } from '../run/drawing/plan-shape.ts'
import type { SubjectDescription } from '../testcase/subject-host.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { parseBaseSeed, parseShard, type CampaignSettings } from './settings.ts'

/** What makes a campaign the one it is, as the user gives it; each may be left out. */
export interface AskedSettings extends PlanShape {
  /** By name, or by path of a module. Default: all that ship with Whitewater and the target can serve. */
  readonly scenarios?: readonly string[]
  /** By name or path: `own-raft`, `own-raft+<planted bug>`, `./my-raft.ts`, `./my-raft.ts#name`. Default `own-raft`. */
  readonly target?: string
  /** Runs of each scenario, over all shards. Default 100, unless `duration` is given. */
  readonly runs?: number
  /** Ends the runs after so much wall time, that of sessions before a resumption counted in. Default: no end. */
  readonly duration?: Millis
  /** Base seed, a decimal number, or a hexadecimal one after `0x`. Default: drawn; `settings.seed` tells it. */
  readonly seed?: string
  /** Part `k/n` of a campaign that `n` processes share, such as `1/4`; needs `seed`. Default: all of it. */
  readonly shard?: string
  /**
   * Folder of a corpus: turns guidance on. Plans whose runs reached something rare are kept there and mutated; the folder is
   * read at the start, and written now and then and at the end. Default: each plan is drawn anew.
   */
  readonly corpus?: string
}

/** Runs of each scenario when neither runs nor time are given. */
export const DEFAULT_RUNS = 100

/** What the user said, and nothing else: what a resumed campaign is compared with. */
export function askedSettings(asked: AskedSettings, loaded: SubjectDescription): Partial<CampaignSettings> {
  const { scenarios = [], seed, runs, duration, target, shard, corpus } = asked
  const shape = shapeOf(asked)
  return {
    ...(scenarios.length === 0 ? {} : chosen(scenarios, loaded)),
    ...(seed === undefined ? {} : { seed: parseBaseSeed(seed) }),
    ...defined({ runs, millis: duration, target, corpus }),
    ...(Object.keys(shape).length === 0 ? {} : { shape }),
    ...(shard === undefined ? {} : { shard: parseShard(shard) }),
  }
}

/** The settings of a new campaign: what is not said is the default; the seed is drawn. */
export function newSettings(asked: Partial<CampaignSettings>, loaded: SubjectDescription): CampaignSettings {
  if (asked.seed === undefined && asked.shard !== undefined && asked.shard.of > 1) {
    throw new InputError('needs a seed, the same for all shards: otherwise each draws seeds of its own', {
      option: 'shard',
    })
  }
  const names = loaded.scenarios.map(({ name }) => name)
  const { leftOut } = loaded
  return {
    scenarios: names,
    choices: names,
    ...(leftOut.length === 0 ? {} : { leftOut }),
    seed: `0x${randomBytes(4).toString('hex')}`,
    ...(asked.runs === undefined && asked.millis === undefined ? { runs: DEFAULT_RUNS } : {}),
    target: DEFAULT_TARGET,
    shape: {},
    shard: { index: 1, of: 1 },
    ...asked,
  } as CampaignSettings
}

function chosen(
  choices: readonly string[],
  loaded: SubjectDescription,
): Pick<CampaignSettings, 'scenarios' | 'choices'> {
  const scenarios = loaded.scenarios.map(({ name }) => name)
  const twice = scenarios.find((name, at) => scenarios.indexOf(name) !== at)
  if (twice !== undefined) throw new InputError(`scenario ${twice} is named twice; name each once`)
  return { scenarios, choices }
}
