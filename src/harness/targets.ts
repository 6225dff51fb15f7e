import { plantedBugs, type PlantedBug } from '../../scenarios/index.ts'
import { InputError } from '../base/input-error.ts'
import { withSafeReads } from '../run/draw-settings.ts'
import { ownRaft, type OwnRaftOptions } from '../target/own-raft/own-raft.ts'
import type { Target } from '../target/target.ts'
import { withOptionsOf, type TargetMaker } from './target-maker.ts'
import { isPath, loadExport } from './user-module.ts'

export type { TargetMaker } from './target-maker.ts'

/** The target that runs are made on when none is named. */
export const USUAL_TARGET = 'own-raft'

/**
 * A target by its name: `own-raft`, `own-raft+<planted bug>`, or the path of a module, `my-raft.ts` or
 * `my-raft.ts#name`.
 * @throws InputError when there is no such target or the module does not export one.
 */
export async function resolveTarget(spec: string): Promise<TargetMaker> {
  if (spec === USUAL_TARGET) return ({ settings }) => ownRaft(settings as OwnRaftOptions)
  if (spec.startsWith(`${USUAL_TARGET}+`))
    return plantedTarget(plantedBug(spec.slice(USUAL_TARGET.length + 1)))
  if (!isPath(spec)) {
    throw new InputError(
      `there is no target "${spec}"; there is ${USUAL_TARGET}, or give the path of a module: ./my-raft.ts`,
    )
  }
  const target = await loadExport(spec, 'target', isTarget, 'inProcess({ name, create })')
  return withOptionsOf(target)
}

export function plantedBug(id: string): PlantedBug {
  const bug = plantedBugs.find((one) => one.id === id)
  if (bug === undefined) {
    throw new InputError(
      `there is no planted bug "${id}"; there are ${plantedBugs.map((one) => one.id).join(', ')}`,
    )
  }
  return bug
}

/** The own Raft with a bug in it, under the settings the bug needs to show. */
export function plantedTarget({ deviation, settings: needed }: PlantedBug): TargetMaker {
  return ({ settings, faults = [] }) =>
    ownRaft(withSafeReads({ ...(settings as OwnRaftOptions), ...needed }, faults), deviation)
}

function isTarget(value: unknown): value is Target {
  const { kind, create } = (value ?? {}) as Partial<Target>
  return kind === 'in-process' && typeof create === 'function'
}
