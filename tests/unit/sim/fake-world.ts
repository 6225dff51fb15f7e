import { InvariantMonitor } from '../../../checkers/invariants/monitor.ts'
import type { Json } from '../../../src/base/json.ts'
import { nodeIds, type NodeId } from '../../../src/base/node-id.ts'
import { RandomStream } from '../../../src/base/random.ts'
import type { Limits } from '../../../src/sim/limits.ts'
import type { Envelope } from '../../../src/sim/network.ts'
import type { Recorder } from '../../../src/sim/recorder.ts'
import { ScriptedWorld } from '../../../src/sim/scripted-world.ts'
import { SimulatedFaults } from '../../../src/sim/simulated-faults.ts'
import { TimedWorld } from '../../../src/sim/timed-world.ts'
import type { WorldPlan } from '../../../src/sim/world-plan.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import type { FaultStatistics } from '../../../src/subject/fault-surface.ts'
import type { Target } from '../../../src/subject/target.ts'

export type FakeNode = Partial<RaftNode<unknown, unknown>>

/** A subject made of whatever a test needs of one. */
export function fakeTarget(
  create: (environment: Environment) => FakeNode,
  more: Partial<Target> = {},
): Target {
  return {
    name: 'fake',
    kind: 'in-process',
    create: (environment) => ({ receive() {}, submit() {}, ...create(environment) }),
    ...more,
  }
}

/** Every message takes 1 ms, every sync 1 ms, nothing is lost. */
export const calm: WorldPlan = {
  network: { latency: { distribution: 'constant', min: 1, mean: 0 }, drop: 0, duplicate: 0, fifo: true },
  disk: { min: 1, mean: 0 },
  client: { distribution: 'constant', min: 1, mean: 0 },
}

export interface FaultStatisticsKeeper extends FaultStatistics {
  readonly counts: { [effect: string]: number }
}

export function statistics(id = 'f1'): FaultStatisticsKeeper {
  const counts: { [effect: string]: number } = {}
  return { id, counts, count: (effect, by = 1) => void (counts[effect] = (counts[effect] ?? 0) + by) }
}

/** What a run did, as lines: `2000 deliver n2`. */
export class Notes implements Recorder {
  readonly steps: string[] = []
  readonly losses: string[] = []
  readonly sentMessages: Envelope[] = []

  begin(...[, time, kind, process]: Parameters<Recorder['begin']>): void {
    this.steps.push(`${time} ${kind}${process === undefined ? '' : ` ${process.id}`}`)
  }

  end(): void {}

  sent(envelope: Envelope): void {
    this.sentMessages.push(envelope)
  }

  lost({ message }: Envelope, reason: string): void {
    this.losses.push(`${JSON.stringify(message)} ${reason}`)
  }

  violated(): void {}
}

interface WorldOptions {
  readonly nodes?: number
  readonly world?: Partial<WorldPlan>
  readonly limits?: Partial<Limits>
  readonly strict?: boolean
  readonly seed?: string
}

export function timedWorld(target: Target, options: WorldOptions = {}) {
  const members = nodeIds(options.nodes ?? 2)
  const random = new RandomStream(options.seed ?? 'test')
  const notes = new Notes()
  const world = new TimedWorld({
    target,
    members,
    random,
    world: { ...calm, ...options.world },
    recorder: notes,
    monitor: (report) => new InvariantMonitor({ members, report }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
  })
  const faults = new SimulatedFaults(world, random.fork('nemesis'))
  return { world, faults, notes, cluster: world.cluster }
}

export function scriptedWorld(target: Target, nodes = 2) {
  const members = nodeIds(nodes)
  const notes = new Notes()
  const world = new ScriptedWorld({
    target,
    members,
    random: new RandomStream('test'),
    recorder: notes,
    monitor: (report) => new InvariantMonitor({ members, report }),
  })
  return { world, notes, cluster: world.cluster }
}

/** A subject that sends what it is told by `submit`: `[to, message]`, and keeps what it receives. */
export function relay(more: Partial<Target> = {}) {
  const inbox: { [id: NodeId]: Json[] } = {}
  const environments: { [id: NodeId]: Environment } = {}
  const target = fakeTarget((environment) => {
    inbox[environment.id] ??= []
    environments[environment.id] = environment
    return {
      receive: (_, message) => void inbox[environment.id]!.push(message),
      submit: (call, done) => {
        const [to, message] = call as [NodeId, Json]
        environment.transport.send(to, message)
        done({ type: 'ok', value: null })
      },
    }
  }, more)
  return { target, inbox, environments }
}
