import { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import type { Json } from '../base/json.ts'
import { nodeIds } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { Decision, Script } from '../history/decision.ts'
import { eventText } from '../history/event-text.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Outcome } from '../history/operation.ts'
import { ScriptedWorld } from '../sim/scripted-world.ts'
import type { Target } from '../target/target.ts'
import { resultOf, type Call, type WorkloadKind } from '../workload/index.ts'
import { conclude } from './conclude.ts'
import { LitRecorder } from './lit-recorder.ts'
import type { Plan } from './plan.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'

interface ScriptedClient {
  readonly session: number
  process: number
  sequence: number
  open: { call: Call; operation: number; invokedIn: number } | undefined
}

/** Clients without a will of their own: they do what the script says. */
class ScriptedRun {
  readonly #world: ScriptedWorld
  readonly #history: HistoryEvent[] = []
  /** Step of the run at each event of the history. */
  readonly #steps: number[] = []
  readonly #recorder: LitRecorder | undefined
  readonly #clients = new Map<number, ScriptedClient>()
  /** Completions not shown in the trace yet. */
  readonly #returns: { position: number; operation: number; cause: number }[] = []
  readonly #sessions: boolean
  readonly #kind: WorkloadKind
  readonly #size: number
  #operations = 0

  constructor(plan: Plan, target: Target, script: Script, settings: RunSettings) {
    const members = nodeIds(plan.nodes)
    this.#recorder = settings.lit === true ? new LitRecorder(target, members) : undefined
    this.#sessions = target.sessions === true
    this.#kind = plan.workload.kind
    this.#size =
      1 + Math.max(0, ...script.map((decision) => (decision.do === 'submit' ? decision.client : 0)))
    this.#world = new ScriptedWorld({
      target,
      members,
      random: new RandomStream(plan.seed),
      monitor: (report) => new InvariantMonitor({ members, report }),
      ...(this.#recorder === undefined ? {} : { recorder: this.#recorder }),
      ...(settings.strict === true ? { strict: true } : {}),
    })
  }

  run(script: Script): void {
    this.#world.start()
    for (const decision of script) {
      if (this.#world.cluster.violation !== undefined) return
      this.#carryOut(decision)
      this.#showReturns()
    }
  }

  /** An event of the history as a step of the run. */
  #show(kind: 'invoke' | 'return', position: number, operation: number, cause?: number): void {
    const { cluster } = this.#world
    const event = this.#history[position] as HistoryEvent
    const because = cause === undefined ? {} : { cause }
    const detail = { client: event.process, operation, text: eventText(event), ...because }
    cluster.mark(kind, this.#recorder === undefined ? {} : detail)
    this.#steps[position] = cluster.step
  }

  /** What clients learned in the decision just carried out: steps of their own, once it is over. */
  #showReturns(): void {
    for (const { position, operation, cause } of this.#returns)
      this.#show('return', position, operation, cause)
    this.#returns.length = 0
  }

  conclude(settings: RunSettings): RunResult {
    const { cluster } = this.#world
    return conclude({
      cluster,
      history: this.#history,
      stepAt: (position) => this.#steps[position] ?? cluster.step,
      faults: [],
      retries: 0,
      leadersStruck: 0,
      recorder: this.#recorder,
      settings,
    })
  }

  #carryOut(decision: Decision): void {
    const world = this.#world
    const hold = 'hold' in decision && decision.hold === true
    switch (decision.do) {
      case 'deliver':
        world.deliver(decision.from, decision.to, decision.message, decision.again === true, hold)
        break
      case 'fire':
        world.fire(decision.node, decision.timer, hold)
        break
      case 'sync':
        world.syncNow(decision.node, hold)
        break
      case 'crash':
        world.crash(decision.node, decision.kept ?? [])
        break
      case 'restart':
        world.restart(decision.node, hold)
        break
      case 'submit':
        this.#begin(this.#client(decision.client), decision.call as unknown as Call, decision.node, hold)
        break
      case 'retry':
        this.#send(this.#client(decision.client), decision.node, hold)
        break
    }
  }

  #client(number: number): ScriptedClient {
    const known = this.#clients.get(number)
    if (known !== undefined) return known
    const client: ScriptedClient = { session: number, process: number, sequence: 0, open: undefined }
    this.#clients.set(number, client)
    return client
  }

  #begin(client: ScriptedClient, call: Call, node: string, hold: boolean): void {
    if (this.#world.cluster.processOf(node)?.status !== 'up') return
    if (client.open !== undefined) {
      this.#complete(client, { type: 'info', error: 'no answer' })
      this.#showReturns()
      client.process += this.#size
    }
    client.sequence++
    client.open = { call, operation: this.#operations++, invokedIn: 0 }
    this.#record(client, { type: 'invoke', value: call.value })
    this.#show('invoke', this.#history.length - 1, client.open.operation)
    client.open.invokedIn = this.#world.cluster.step
    this.#send(client, node, hold)
  }

  #send(client: ScriptedClient, node: string, hold: boolean): void {
    const { open, session, sequence } = client
    if (open === undefined) return
    const call = this.#sessions ? { client: session, sequence, call: open.call } : open.call
    const heard = (outcome: Outcome<Json>): void => {
      if (client.open !== open) return
      // Refused, or of unknown fate: the client may try again, so the operation stays open.
      if (outcome.type === 'info' || (outcome.type === 'fail' && outcome.error.startsWith('not leader')))
        return
      this.#complete(client, outcome)
    }
    const detail = {
      client: session,
      operation: open.operation,
      call: open.call as unknown as Json,
      cause: open.invokedIn,
    }
    this.#world.submit(node, call as unknown as Json, heard, detail, hold)
  }

  #complete(client: ScriptedClient, outcome: Outcome<Json>): void {
    const { open } = client
    if (open === undefined) return
    client.open = undefined
    const { call, operation } = open
    this.#returns.push({ position: this.#history.length, operation, cause: this.#world.cluster.step })
    if (outcome.type === 'ok')
      this.#record(client, { type: 'ok', value: resultOf(call, this.#kind, outcome.value) }, call)
    else {
      const { type, error } = outcome
      const observed =
        outcome.type === 'fail' && outcome.observed !== undefined ? { observed: outcome.observed } : {}
      this.#record(client, { type, value: call.value, error, ...observed }, call)
    }
  }

  #record(
    client: ScriptedClient,
    event: Pick<HistoryEvent, 'type' | 'value' | 'error' | 'observed'>,
    call = client.open?.call,
  ): void {
    if (call === undefined) return
    const { f, key } = call
    const { cluster } = this.#world
    const index = this.#history.length
    const time = cluster.now * 1000
    this.#history.push({
      index,
      time,
      process: client.process,
      f,
      ...(key === undefined ? {} : { key }),
      ...event,
    })
    this.#steps.push(cluster.step)
  }
}

/** Runs a script on the cluster of a plan. */
export function runScript(plan: Plan, target: Target, script: Script, settings: RunSettings = {}): RunResult {
  const run = new ScriptedRun(plan, target, script, settings)
  run.run(script)
  return run.conclude(settings)
}
