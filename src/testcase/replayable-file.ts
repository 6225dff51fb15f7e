import { carriedIn, isPage, type CarriedFile } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { InputError } from '../base/input-error.ts'
import type { Decision, Script } from '../record/decision.ts'
import { assertShape, type PlanShape } from '../run/drawing/plan-shape.ts'
import { parsePlan } from '../run/plan.ts'
import { parseToken, type Replayable } from '../run/replay-token.ts'
import { builtInSettings } from '../subject/built-in-raft/settings.ts'
import { DEFAULT_TARGET, parseShippedName } from '../subject/shipped-targets.ts'
import { parseScript } from '../run/scripted/parse-script.ts'

const LARGEST = 256 * 1024 * 1024

/** What is taken of a page, which holds both: what is replayed, or what can still be minimized. */
const smallestFirst = ['minimized.json', 'run.json'] as const satisfies readonly CarriedFile[]
export const originalOnly = ['run.json'] as const satisfies readonly CarriedFile[]

/**
 * A run to make again: from a token, or from `run.json`, `minimized.json` or a `report.html` that holds them.
 * @param wanted what to take of a page, the first it holds. Default: the minimized run, else the original.
 * @throws InputError when it is none of these, or holds no plan.
 */
export function replayable(tokenOrFile: string, wanted: readonly CarriedFile[] = smallestFirst): Replayable {
  if (!existsSync(tokenOrFile)) {
    if (tokenOrFile.startsWith('w1:')) return checked(parseToken(tokenOrFile), 'the token')
    throw new InputError(
      'no such file; give a replay token (w1:...), a run.json, a minimized.json or a report.html',
      {
        file: tokenOrFile,
      },
    )
  }
  const stats = statSync(tokenOrFile)
  if (stats.isDirectory())
    throw new InputError('is a folder; give the minimized.json, run.json or report.html in it', {
      file: tokenOrFile,
    })
  if (stats.size > LARGEST)
    throw new InputError('larger than 256 MiB: not a file of ours', { file: tokenOrFile })
  return checked(fromFile(valueIn(tokenOrFile, wanted), tokenOrFile), tokenOrFile)
}

function valueIn(file: string, wanted: readonly CarriedFile[]): unknown {
  const text = readFileSync(file, 'utf8')
  if (isPage(text)) return valueOfPage(text, file, wanted)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(
      `not JSON: ${(error as Error).message}; give a run.json, a minimized.json or a report.html`,
      { file },
    )
  }
}

function valueOfPage(html: string, file: string, wanted: readonly CarriedFile[]): unknown {
  let value: unknown
  try {
    value = carriedIn(html, wanted)
  } catch (error) {
    throw new InputError(
      `the run inside this page is damaged: ${(error as Error).message}; ask for the page as a file, or for its minimized.json`,
      { file },
    )
  }
  if (value === undefined)
    throw new InputError(
      'this page holds no run; give the report.html of a failure, its run.json or its minimized.json',
      { file },
    )
  return value
}

interface StoredRun {
  readonly version?: unknown
  readonly plan?: unknown
  readonly mode?: unknown
  readonly target?: unknown
  readonly digest?: unknown
  readonly token?: unknown
  readonly record?: StoredRun
  readonly script?: unknown
}

function fromFile(value: unknown, where: string): Replayable {
  const file = (value ?? {}) as StoredRun
  if (file.version !== 1)
    throw new InputError('field version: must be 1; this file is of another version or of another kind', {
      file: where,
      field: 'version',
    })
  const { plan, target, digest, token, mode } = file.record ?? file
  if (mode === 'process')
    throw new InputError(
      'this run was made on real servers, in real time: it cannot be made again. whitewater check judges the history.jsonl beside it again; whitewater run with the same scenario, target and seed puts other servers under the same plan',
      { file: where, field: 'mode' },
    )
  if (plan === undefined)
    throw new InputError('field plan: missing; give a run.json or a minimized.json', {
      file: where,
      field: 'plan',
    })
  const script = (file.script as readonly Decision[] | undefined) ?? scriptIn(token)
  return {
    by: 'plan',
    plan: plan as never,
    target: String(target ?? DEFAULT_TARGET),
    digest: String(digest ?? ''),
    ...defined({ script }),
    ...shapeIn(token),
  }
}

/** The decisions of a run that no clock drove, from the token that stands beside its plan. */
function scriptIn(token: unknown): Script | undefined {
  if (typeof token !== 'string' || !token.startsWith('w1:=')) return undefined
  const run = parseToken(token)
  return run.by === 'plan' ? run.script : undefined
}

/** What the user fixed, from the token that stands beside the plan. */
function shapeIn(token: unknown): { readonly shape?: PlanShape } {
  if (typeof token !== 'string' || !token.startsWith('w1:')) return {}
  const run = parseToken(token)
  return run.by === 'seed' ? { shape: run.shape } : {}
}

function checked(run: Replayable, where: string): Replayable {
  if (run.by === 'seed') {
    assertShape(run.shape)
    return run
  }
  const script: Script | undefined = run.script === undefined ? undefined : parseScript(run.script, where)
  const plan = parsePlan(run.plan, where)
  if (parseShippedName(run.target) !== undefined) builtInSettings(plan.settings, { file: where })
  return { ...run, plan, ...defined({ script }) }
}
