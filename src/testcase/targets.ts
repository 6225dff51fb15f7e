import { plantedBugs, plantedStalls, type PlantedStall } from '../../scenarios/index.ts'
import { didYouMean, namesThereAre } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { withSafeReads } from '../run/drawing/draw-settings.ts'
import { lockstep } from '../lockstep/lockstep.ts'
import { isProgramSpec, parseProgramSpec, programOf } from '../lockstep/program-spec.ts'
import { builtInRaft } from '../subject/built-in-raft/built-in-raft.ts'
import { builtInSettings } from '../subject/built-in-raft/settings.ts'
import { DEFAULT_TARGET, parseShippedName, withPlantedBug } from '../subject/shipped-targets.ts'
import { thrownParts } from '../sim/subject-failure.ts'
import { builtInServers } from '../processes/index.ts'
import type { ServerTarget } from '../subject/server.ts'
import type { Target } from '../subject/target.ts'
import { ModuleState, watchModules } from './module-state.ts'
import { withOptionsOf, type TargetMaker } from './target-maker.ts'
import { isPath, loadExport, loadExportAnew } from './user-module.ts'

export type { TargetMaker } from './target-maker.ts'

export { DEFAULT_TARGET } from '../subject/shipped-targets.ts'

/**
 * A target by its name: `own-raft`, `own-raft+<planted bug>`, or the path of a module, `my-raft.ts` or
 * `my-raft.ts#name`.
 * @throws InputError when there is no such target or the module does not export one.
 */
export async function resolveTarget(spec: string): Promise<TargetMaker> {
  const shipped = parseShippedName(spec)
  if (shipped !== undefined) {
    const { bug } = shipped
    return bug === undefined ? defaultTarget : plantedTarget(plantedBug(bug))
  }
  const target = await loadTarget(spec)
  if (target.kind === 'server') throw notSimulated(spec)
  return withOptionsOf(target)
}

/**
 * What a module exports as a target, or real servers by their name.
 * @throws InputError when there is no such target or the module does not export one.
 */
export async function loadTarget(spec: string): Promise<Target | ServerTarget> {
  const known = builtInServers.get(spec)
  if (known !== undefined) return known.make()
  if (isProgramSpec(spec)) return lockstep(programOf(parseProgramSpec(spec)))
  if (!isPath(spec)) {
    const there = [DEFAULT_TARGET, ...builtInServers.keys()]
    throw new InputError(
      `there is no target "${spec}"${didYouMean(spec, [...there, ...allPlanted.map(({ id }) => withPlantedBug(DEFAULT_TARGET, id))])}; there is ${there.join(', ')}, or give the path of a module, ./my-raft.ts, or a program or module, lockstep:./my-raft, lockstep:./raft.wasm`,
    )
  }
  const target = await loadExport(
    spec,
    'target',
    isTarget,
    'inProcess({ name, create }) or server({ start, ports, ready, connect }, { links })',
  )
  return target.kind === 'server' ? target : renewable(readOnce(target, spec), spec)
}

/** A target whose module, with all it imports, can be loaded anew. */
function renewable(target: Target, spec: string): Target {
  // its servers are not in modules: a program, or the built-in Raft
  if (target.values !== undefined) return target
  const modules = new ModuleState()
  const renew = (): Target => {
    const again = modules.isFixed ? undefined : targetAnew(spec)
    if (again !== undefined) return { ...again, renew }
    modules.isFixed = true
    return target
  }
  const made = { ...target, renew }
  watchModules(made, modules)
  return made
}

function targetAnew(spec: string): Target | undefined {
  try {
    const again = loadExportAnew(spec, isTarget)
    return again === undefined || again.kind === 'server' ? undefined : readOnce(again, spec)
  } catch {
    // it came out right the first time
    return undefined
  }
}

/**
 * Real servers by their name, or what a module exports.
 * @throws InputError when they cannot be had, or it is another kind of target.
 */
export async function loadServers(spec: string): Promise<ServerTarget> {
  const target = await loadTarget(spec)
  if (target.kind === 'server') return target
  throw new InputError('it is a simulated target, not one made with server({ ... }, { links })', {
    file: spec,
  })
}

/** For verbs that make runs again: runs of real servers cannot be. */
const notSimulated = (spec: string): InputError =>
  new InputError(
    'it is a target of real servers, whose runs cannot be made again: only whitewater run takes it. A target made with inProcess({ name, create }) is simulated',
    { file: spec },
  )

/** The built-in Raft as it ships, under the settings of each plan. */
export const defaultTarget: TargetMaker = ({ settings }) => builtInRaft(builtInSettings(settings))

/**
 * The bugs that can be planted in a target: none in one that has a bug already, nor in a user's own. With them a
 * campaign can show that it finds bugs at all.
 */
export function plantableIn(spec: string): readonly PlantedStall[] {
  const shipped = parseShippedName(spec)
  return shipped !== undefined && shipped.bug === undefined ? allPlanted : []
}

/** Fields of a target that may stand in its class. */
const inherited = [
  'name',
  'kind',
  'create',
  'lens',
  'globals',
  'electionTimeout',
  'live',
  'durable',
  'offers',
  'options',
] as const

/**
 * The target as plain data: each of its fields is read once. A getter of the subject's must not run, or throw,
 * in the midst of the harness.
 * @throws InputError when a field cannot be read, or its name is none.
 */
function readOnce(target: Target, path: string): Target {
  const fields: { [name: string]: unknown } = {}
  for (const field of new Set([...inherited, ...Object.keys(target)])) {
    try {
      const value: unknown = Reflect.get(target, field)
      if (typeof value === 'function') fields[field] = value.bind(target)
      else if (value !== undefined) fields[field] = value
    } catch (error) {
      throw new InputError(`its field ${field} throws when it is read: ${thrownParts(error).message}`, {
        file: path,
        field,
      })
    }
  }
  if (typeof fields['name'] !== 'string' || fields['name'] === '') {
    throw new InputError('field name: must be a text that is not empty', { file: path, field: 'name' })
  }
  const { electionTimeout = 1000 } = fields
  if (!(typeof electionTimeout === 'number' && electionTimeout > 0 && electionTimeout <= 1_000_000)) {
    throw new InputError('field electionTimeout: must be a number of milliseconds above 0', {
      file: path,
      field: 'electionTimeout',
    })
  }
  // the two fields looked at above are right; the others are what the author's module gave, checked where they are used
  return fields as unknown as Target
}

/** The whole catalogue: what makes a step break a property, and what makes a cluster stand still. */
export const allPlanted: readonly PlantedStall[] = [...plantedBugs, ...plantedStalls]

export function plantedBug(id: string): PlantedStall {
  const bug = allPlanted.find((one) => one.id === id)
  if (bug === undefined) {
    throw new InputError(
      `there is no planted bug "${id}"${namesThereAre(
        id,
        allPlanted.map((one) => one.id),
      )}`,
    )
  }
  return bug
}

/** The built-in Raft with a bug in it, under the settings the bug needs to show. */
export function plantedTarget({ deviation, settings: needed }: PlantedStall): TargetMaker {
  return ({ settings, faults = [] }) =>
    builtInRaft(withSafeReads({ ...builtInSettings(settings), ...needed }, faults), deviation)
}

function isTarget(value: unknown): value is Target | ServerTarget {
  const { kind, create, start, connect, offers } = (value ?? {}) as {
    readonly [field in 'kind' | 'create' | 'start' | 'connect' | 'offers']?: unknown
  }
  // only what server({ ... }) has made is complete
  if (kind === 'server')
    return typeof start === 'function' && typeof connect === 'function' && typeof offers === 'object'
  return kind === 'in-process' && typeof create === 'function'
}
