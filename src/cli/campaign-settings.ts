import { randomBytes } from 'node:crypto'
import { kindsNamed } from '../../nemesis/index.ts'
import { InputError } from '../base/input-error.ts'
import { parseBaseSeed, parseShard, type CampaignSettings } from '../campaign/settings.ts'
import type { SubjectDescription } from '../testcase/subject-host.ts'
import { planShape, type ShapeOptions } from './shape-options.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'

/** The options of the verb that say what the campaign is; each may be left out. */
export interface SettingOptions extends ShapeOptions {
  readonly seed?: string
  readonly runs?: number
  readonly for?: number
  readonly target?: string
  readonly shard?: string
}

/** Runs of each scenario when neither runs nor time are given. */
export const DEFAULT_RUNS = 100

/** What the user said, and nothing else: what a resumed campaign is compared with. */
export function askedSettings(
  choices: readonly string[],
  options: SettingOptions,
  loaded: SubjectDescription,
): Partial<CampaignSettings> {
  const { seed, runs, for: millis, target, shard, nemesis } = options
  if (nemesis !== undefined) kindsNamed(nemesis, '--nemesis')
  const shape = planShape(options)
  return {
    ...(choices.length === 0 ? {} : chosen(choices, loaded)),
    ...(seed === undefined ? {} : { seed: parseBaseSeed(seed) }),
    ...(runs === undefined ? {} : { runs }),
    ...(millis === undefined ? {} : { millis }),
    ...(target === undefined ? {} : { target }),
    ...(Object.keys(shape).length === 0 ? {} : { shape }),
    ...(shard === undefined ? {} : { shard: parseShard(shard) }),
  }
}

/** The settings of a new campaign: what is not said is the usual; the seed is drawn. */
export function newSettings(asked: Partial<CampaignSettings>, loaded: SubjectDescription): CampaignSettings {
  if (asked.seed === undefined && asked.shard !== undefined && asked.shard.of > 1) {
    throw new InputError(
      '--shard needs --seed, the same for all shards: otherwise each draws seeds of its own',
    )
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
