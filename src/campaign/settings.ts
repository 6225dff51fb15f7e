import { InputError } from '../base/input-error.ts'
import { canonicalJson } from '../base/json.ts'
import type { Millis } from '../base/time.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { LeftOut } from '../run/servable.ts'

/** Part `index` of `of` parts of a campaign, counted from 1. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** What makes a campaign the one it is: with the same settings, the same runs. */
export interface CampaignSettings {
  /** Names of its scenarios. */
  readonly scenarios: readonly string[]
  /** How the user named each of them: the name, or the path of a module. */
  readonly choices: readonly string[]
  /** Base seed: the seeds of its runs are `<base>-0`, `<base>-1`, ... */
  readonly seed: string
  /** Runs of each scenario, over all shards. Absent: until the time is up. */
  readonly runs?: number
  /** Ends after so long, earlier sessions counted in; what is under way then has a few seconds to end. */
  readonly millis?: Millis
  readonly target: string
  readonly shape: PlanShape
  readonly shard: Shard
  /** The folder of the corpus that guides it. Absent: it is not guided. */
  readonly corpus?: string
  /** Scenarios that the target cannot serve. Absent: none. */
  readonly leftOut?: readonly LeftOut[]
}

/** The parts of a shape, by the names of their options. */
const shapeOptions = ['nodes', 'clients', 'rate', 'timeLimit', 'nemesis', 'known', 'ignore'] as const

/** The first setting that differs from what is asked: the name of its option, and both values. */
function firstDifference(
  stored: CampaignSettings,
  asked: Partial<CampaignSettings>,
): readonly [option: string, stored: unknown, asked: unknown] | undefined {
  const plain = (['scenarios', 'choices', 'seed', 'runs', 'millis', 'target', 'shard', 'corpus'] as const)
    .filter((name) => asked[name] !== undefined)
    .map((name) => [name === 'millis' ? 'duration' : name, stored[name], asked[name]] as const)
  const { shape } = asked
  // a shape is one setting: what it leaves out is drawn, and differs from what is fixed
  const parts =
    shape === undefined ? [] : shapeOptions.map((name) => [name, stored.shape[name], shape[name]] as const)
  return [...plain, ...parts].find(
    ([, there, here]) => canonicalJson(there ?? null) !== canonicalJson(here ?? null),
  )
}

/** Reads `2/4`. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text)
  const index = Number(match?.[1])
  const of = Number(match?.[2])
  if (match === null || index < 1 || index > of) {
    throw new InputError(`must be a part of parts, from 1/4 to 4/4 for four; got "${text}"`, {
      option: 'shard',
    })
  }
  return { index, of }
}

/** Reads a base seed: a decimal number, or a hexadecimal one after `0x`. */
export function parseBaseSeed(text: string): string {
  if (!/^(0x[0-9a-f]{1,32}|[0-9]{1,32})$/i.test(text)) {
    throw new InputError(`must be a number such as 42 or 0x5eed; got "${text}"`, { option: 'seed' })
  }
  return text.toLowerCase()
}

/**
 * Compares what a resumed campaign is asked to be with what it is.
 * @throws InputError that names the first setting that differs.
 */
export function assertSameCampaign(
  stored: CampaignSettings,
  asked: Partial<CampaignSettings>,
  file: string,
): void {
  const different = firstDifference(stored, asked)
  if (different === undefined) return
  const [option, there, here] = different
  throw new InputError(
    `is ${inWords(here)} here and ${inWords(there)} in the campaign that it holds; ` +
      'leave the option out to resume that campaign, or choose another output folder for a new one',
    { file, option: option === 'choices' ? 'scenarios' : option },
  )
}

function inWords(value: unknown): string {
  if (value === undefined) return 'not set'
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length > 200 ? `${text.slice(0, 200)}...` : text
}
