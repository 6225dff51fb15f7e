import { parentPort, workerData } from 'node:worker_threads'
import { present } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import { emptyTally, tallyRun, type Tally, type TalliedRun } from './tally.ts'
import { BEAT, POSITION } from './worker-protocol.ts'
import type { FromWorker, ToWorker, WorkerSetup, WorkOrder } from './worker-protocol.ts'

/** How a worker makes the runs of one order. */
export interface RunMaker {
  readonly landmarks: readonly string[]
  run(seed: string): TalliedRun | Promise<TalliedRun>
}

/** Makes what is needed for the runs of a scenario on a target; asked once an order. */
export type RunMakers = (scenario: string, target: string | undefined) => RunMaker | Promise<RunMaker>

/** The worker's side of the pool: takes orders until the thread is ended. To be called by the entry file. */
export async function serveOrders(prepare: (setup: Json) => RunMakers | Promise<RunMakers>): Promise<void> {
  const port = present(parentPort, 'the port of a worker')
  const { setup, halt, pulse } = workerData as WorkerSetup
  const say = (message: FromWorker): void => port.postMessage(message)
  const threw = (error: unknown, position: number): void =>
    say({ type: 'threw', message: messageOf(error), badInput: error instanceof InputError, position })
  const signs = { halt: new Int32Array(halt), pulse: new Int32Array(pulse) }
  let makers: RunMakers
  try {
    makers = await prepare(setup)
  } catch (error) {
    threw(error, -1)
    return
  }
  port.on('message', ({ order }: ToWorker) => {
    fill(order, makers, signs).then(
      (tally) => say({ type: 'done', tally }),
      (error: unknown) => threw(error, Atomics.load(signs.pulse, POSITION)),
    )
  })
  say({ type: 'ready' })
}

async function fill(
  { scenario, target, seeds }: WorkOrder,
  makers: RunMakers,
  { halt, pulse }: { readonly halt: Int32Array; readonly pulse: Int32Array },
): Promise<Tally> {
  const tally = emptyTally()
  const began = performance.now()
  Atomics.store(pulse, POSITION, 0)
  const maker = await makers(scenario, target)
  for (const [position, seed] of seeds.entries()) {
    Atomics.store(pulse, POSITION, position)
    Atomics.add(pulse, BEAT, 1)
    const made = maker.run(seed)
    const result = made instanceof Promise ? await made : made
    tallyRun(tally, result, { scenario, seed, landmarks: maker.landmarks })
    if (Atomics.load(halt, 0) !== 0) break
  }
  tally.millis = performance.now() - began
  return tally
}

function messageOf(error: unknown): string {
  if (error instanceof InputError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
