import { defined } from '../base/defined.ts'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { InputError } from '../base/input-error.ts'
import type { Script } from '../record/decision.ts'
import { DEFAULT_TARGET } from '../subject/shipped-targets.ts'
import type { PlanShape } from './drawing/plan-shape.ts'
import type { Plan } from './plan.ts'

/** A run that can be made again: drawn from a seed, or given by its plan, with a script or without. */
export type Replayable =
  | {
      readonly by: 'seed'
      readonly scenario: string
      readonly seed: string
      readonly target: string
      readonly shape: PlanShape
      /** Digest of the first run, to compare with. */
      readonly digest: string
    }
  | {
      readonly by: 'plan'
      readonly target: string
      readonly plan: Plan
      readonly script?: Script
      readonly digest: string
      /** What the user fixed when the plan was drawn, where that is known; no part of the token. */
      readonly shape?: PlanShape
    }

const VERSION = 'w1'
const MAX_LENGTH = 1_000_000

/**
 * One word that carries a run: `w1:<scenario>:<seed>:<digest>`, followed by target and shape where they are
 * not the usual ones; or `w1:=<packed plan>`.
 */
export function tokenOf(run: Replayable): string {
  if (run.by === 'plan') {
    const { target, plan, script, digest } = run
    return `${VERSION}:=${pack({ target, plan, ...defined({ script }), digest })}`
  }
  // A seed may hold anything, a colon as well; the token stays one word.
  const parts = [VERSION, run.scenario, encodeURIComponent(run.seed), run.digest]
  const usual = run.target === DEFAULT_TARGET && Object.keys(run.shape).length === 0
  if (!usual) parts.push(pack({ target: run.target, shape: run.shape }))
  return parts.join(':')
}

/**
 * Reads a token.
 * @throws InputError when it is damaged or of another version. A plan in it is checked by `parsePlan` yet.
 */
export function parseToken(token: string): Replayable {
  if (token.length > MAX_LENGTH) throw new InputError('the token is longer than any that replay makes')
  const [version, scenario = '', seed = '', digest = '', packed, ...more] = token.split(':')
  if (version !== VERSION)
    throw new InputError(`a replay token begins with ${VERSION}:, got "${token.slice(0, 12)}"`)
  const ofPlan = scenario.startsWith('=') && token.split(':').length > 2
  if (more.length > 0 || ofPlan)
    throw new InputError('the replay token has more parts than any; copy it as it is')
  if (scenario.startsWith('=')) {
    const {
      target,
      plan,
      script,
      digest: first,
    } = unpack(scenario.slice(1)) as Extract<Replayable, { by: 'plan' }>
    if (typeof target !== 'string' || typeof plan !== 'object')
      throw new InputError('the token holds no plan')
    return { by: 'plan', target, plan, ...defined({ script }), digest: digestIn(String(first)) }
  }
  if (scenario === '' || seed === '' || digest === '') {
    throw new InputError('a replay token has a scenario, a seed and a digest: w1:<scenario>:<seed>:<digest>')
  }
  const rest = packed === undefined ? {} : (unpack(packed) as { target?: unknown; shape?: PlanShape })
  const target = typeof rest.target === 'string' ? rest.target : DEFAULT_TARGET
  return {
    by: 'seed',
    scenario,
    seed: decodeSeed(seed),
    target,
    shape: rest.shape ?? {},
    digest: digestIn(digest),
  }
}

function decodeSeed(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InputError('the seed in the replay token is damaged; copy the token whole')
  }
}

const pack = (value: unknown): string =>
  deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64url')

/** As a run has it: 64 bits as hexadecimal digits. */
function digestIn(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text
  throw new InputError(`the digest in the replay token is damaged: "${text.slice(0, 40)}"; copy it whole`)
}

/** With the engine that did it. */
const inflateWhole = (packed: Buffer) =>
  // Node.js gives it where `info` is asked for, and its types know nothing of that
  inflateRawSync(packed, { maxOutputLength: 64 * 1024 * 1024, info: true }) as unknown as {
    readonly buffer: Buffer
    readonly engine: { readonly bytesWritten: number }
  }

function unpack(text: string): unknown {
  try {
    const packed = Buffer.from(text, 'base64url')
    // what decodes the text leaves out what is none of it, and what inflates it what comes behind its end
    if (packed.toString('base64url') !== text) throw new Error('it has characters that are none of it')
    const { buffer: bytes, engine } = inflateWhole(packed)
    if (engine.bytesWritten !== packed.length) throw new Error('something stands behind its end')
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value !== 'object' || value === null) throw new Error('not an object')
    return value
  } catch (error) {
    throw new InputError(`the replay token is damaged (${(error as Error).message}); copy it whole`)
  }
}
