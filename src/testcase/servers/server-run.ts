import { join } from 'node:path'
import { idleFaults, Nemesis } from '../../../nemesis/index.ts'
import { InputError } from '../../base/input-error.ts'
import { nodeIds } from '../../base/node-id.ts'
import { RandomStream } from '../../base/random.ts'
import { RealWorld, runReal, temporaryFolder } from '../../processes/index.ts'
import type { Plan } from '../../run/plan.ts'
import type { RunResult } from '../../run/run-result.ts'
import type { Scenario } from '../../run/scenario.ts'
import type { ServerTarget } from '../../subject/server.ts'
import { thrownParts } from '../../sim/subject-failure.ts'
import { judgeServerRun } from './judge-server-run.ts'

/** What came of one run on real servers. */
export type ServerRun =
  | { readonly started: true; readonly result: RunResult; readonly warnings: readonly string[] }
  /** The servers did not become ready: why, with what one of them said last. */
  | { readonly started: false; readonly error: InputError }

/**
 * Starts servers, makes one run, and ends them. `keep` is handed the result and the folder of the servers' logs; after
 * it nothing is left of the servers.
 * @throws InputError when a function of the target breaks.
 */
export async function makeServerRun<T>(
  {
    plan,
    scenario,
    target,
  }: { readonly plan: Plan; readonly scenario: Scenario; readonly target: ServerTarget },
  keep: (run: ServerRun, logs: string) => Promise<T>,
): Promise<T> {
  const folder = await temporaryFolder()
  try {
    const run = await onServers(plan, scenario, target, folder.path)
    return await keep(run, join(folder.path, 'logs'))
  } finally {
    await folder.remove()
  }
}

async function onServers(
  plan: Plan,
  scenario: Scenario,
  target: ServerTarget,
  folder: string,
): Promise<ServerRun> {
  const strays = new StrayErrors(target.name)
  const random = new RandomStream(plan.seed)
  try {
    const options = { target: withNamedErrors(target), members: nodeIds(plan.nodes), folder, random }
    const world = await RealWorld.open(options).catch((error: unknown) => asInput(error))
    if (world instanceof InputError) return { started: false, error: world }
    try {
      strays.listen((error) => world.fail(error))
      const { workload, healAt, settle } = plan
      const real = await runReal({
        ...{ world, workload, random, healAt, settle },
        nemesis: (surface) => new Nemesis(plan.faults, surface),
      })
      const result = judgeServerRun(plan, scenario, real)
      return { started: true, result, warnings: [...world.warnings(), ...idle(result)] }
    } finally {
      await world.close()
    }
  } finally {
    strays.close()
  }
}

/** A run none of whose faults did anything is like one without faults, and says no more. */
function idle({ faults }: RunResult): string[] {
  const idle = idleFaults(faults)
  if (idle.length === 0 || idle.length < faults.length) return []
  return [`no fault did anything: ${idle.map(({ text }) => text).join('; ')}`]
}

function asInput(error: unknown): InputError {
  if (error instanceof InputError) return error
  throw error
}

/** What the target's own functions throw where nobody else catches it names the target. */
function withNamedErrors(target: ServerTarget): ServerTarget {
  const { sourceOf } = target
  if (sourceOf === undefined) return target
  return {
    ...target,
    sourceOf: (bytes, members) => {
      try {
        return sourceOf.call(target, bytes, members)
      } catch (error) {
        throw new InputError(`sourceOf throws ${thrownParts(error).message}`, { file: target.name })
      }
    },
  }
}

/** Errors that nobody catches while servers run: the functions of the target run in this process. */
class StrayErrors {
  readonly #name: string
  #first: InputError | undefined
  #listener: ((error: InputError) => void) | undefined
  readonly #hear = (error: unknown): void => {
    this.#first ??= new InputError(
      `an error that nobody caught: ${thrownParts(error).message}; await or catch what its functions start`,
      { file: this.#name },
    )
    this.#listener?.(this.#first)
  }

  constructor(name: string) {
    this.#name = name
    process.on('uncaughtException', this.#hear)
    process.on('unhandledRejection', this.#hear)
  }

  /** The listener is told of the first at once, when there was one already. */
  listen(listener: (error: InputError) => void): void {
    this.#listener = listener
    if (this.#first !== undefined) listener(this.#first)
  }

  close(): void {
    process.off('uncaughtException', this.#hear)
    process.off('unhandledRejection', this.#hear)
  }
}
