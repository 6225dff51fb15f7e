import type { PlantedStall } from '../../scenarios/index.ts'
import { scenarios } from '../../scenarios/index.ts'
import { DEFAULT_TARGET, withPlantedBug } from '../subject/shipped-targets.ts'
import { plantedTarget } from './targets.ts'
import { TestCase } from './test-case.ts'
import type { FailedRun } from './test-case-id.ts'

/** What came of hunting one planted bug. */
export interface Hunt {
  /** The first run that broke a property the bug is known to break. */
  readonly failure?: FailedRun
  readonly runs: number
  readonly millis: number
}

export interface HuntLimits {
  /** Names the seeds. Default `planted`. */
  readonly seed?: string
  /** Most runs. Default 20,000. */
  readonly runs?: number
  /** Most wall-clock time in milliseconds. Default 60,000. */
  readonly millis?: number
}

/** Hunts a planted bug with all scenarios that can show it in turn. */
export async function huntPlanted(bug: PlantedStall, limits: HuntLimits = {}): Promise<Hunt> {
  const { seed: base = 'planted', runs: most = 20_000, millis = 60_000 } = limits
  const make = plantedTarget(bug)
  const target = withPlantedBug(DEFAULT_TARGET, bug.id)
  const began = performance.now()
  const elapsed = (): number => performance.now() - began
  const able = scenarios.filter(({ name }) => bug.scenarios?.includes(name) ?? true)
  // the wildest finds most
  const fromWildToCalm = able.toReversed()
  let runs = 0
  for (; runs < most && elapsed() < millis; runs++) {
    const scenario = fromWildToCalm[runs % fromWildToCalm.length]
    if (scenario === undefined) break
    const testCase = new TestCase({ scenario, target, make, seed: `${base}.${runs}` })
    if (bug.nodes !== undefined && !bug.nodes.includes(testCase.plan().nodes)) continue
    const result = await testCase.run()
    if (result.violation === undefined || !bug.breaks.includes(result.violation.property)) continue
    return { failure: testCase.failure(result), runs: runs + 1, millis: elapsed() }
  }
  return { runs, millis: elapsed() }
}
