import type { Cluster } from '../sim/cluster.ts'
import { refuseProcessEnds } from '../sim/globals/process-ends.ts'
import { beginRun } from '../sim/run-under-way.ts'
import { enterPhase } from '../sim/whereabouts.ts'

/**
 * From now on what the code of this run's servers does to the process at large counts against the run: to end
 * it is refused. Returns what ends that; to be called however the run ends.
 */
export function beginGuardedRun(cluster: Cluster): () => void {
  const end = beginRun(cluster)
  const letThrough = refuseProcessEnds()
  enterPhase('running')
  return () => {
    letThrough()
    end()
  }
}
