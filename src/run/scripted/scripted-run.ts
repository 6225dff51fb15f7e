import { defined } from '../../base/defined.ts'
import { elementAt } from '../../base/element-at.ts'
import { InvariantMonitor } from '../../../checkers/invariants/monitor.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import { nodeIds } from '../../base/node-id.ts'
import { errors } from '../../base/operation-error.ts'
import { RandomStream } from '../../base/random.ts'
import type { Decision, Script } from '../../record/decision.ts'
import { eventText } from '../../record/event-text.ts'
import type { HistoryEvent } from '../../record/history-event.ts'
import type { CodedOutcome } from '../../record/operation.ts'
import type { Violation } from '../../record/verdict.ts'
import type { StepDetail } from '../../sim/recorder.ts'
import { ScriptedWorld } from '../../sim/scripted-world.ts'
import { enterPhase } from '../../sim/whereabouts.ts'
import { asRequest } from '../../subject/requests.ts'
import { hasSessions, renewed, sessionsOf, type Target } from '../../subject/target.ts'
import { completion, conclusion, HistoryRecorder, processAfter, sessionLost } from '../../workload/index.ts'
import { causeIn } from '../cause.ts'
import { conclude } from '../conclude.ts'
import { beginGuardedRun } from '../guarded-run.ts'
import { Judge } from '../judging.ts'
import { judgedInvariants } from '../judged-invariants.ts'
import { differAtRest } from '../same-members.ts'
import { recorderOf, type TracedRecorder } from '../traced-recorder.ts'
import type { Plan } from '../plan.ts'
import type { RunResult } from '../run-result.ts'
import type { RunSettings } from '../run-settings.ts'
import { detailOf, sharedBy, type Begun, type ScriptedClient } from './scripted-client.ts'
import { ScriptedSession, type ScriptedRequest, type Submit } from './scripted-session.ts'

type Retry = Extract<Decision, { readonly do: 'retry' }>

/** An event of the history that the trace shows: its position, its operation, its client, the step that led to it. */
interface Shown {
  readonly position: number
  readonly operation: number
  readonly client: number
  readonly cause?: number
}

/** Clients without a will of their own: they do what the script says. */
class ScriptedRun {
  readonly #world: ScriptedWorld
  readonly #history: HistoryRecorder
  /** Step of the run at each event of the history. */
  readonly #steps: number[] = []
  readonly #recorder: TracedRecorder | undefined
  readonly #clients = new Map<number, ScriptedClient>()
  /** Completions not shown in the trace yet. */
  readonly #returns: Shown[] = []
  readonly #hasSessions: boolean
  readonly #judge: Judge
  readonly #explicit: boolean
  readonly #sessions = new Map<number, ScriptedSession>()
  readonly #size: number
  #operations = 0
  /** Servers that still differ once the script is over. */
  #differing: Violation | undefined

  constructor(plan: Plan, target: Target, clients: number, settings: RunSettings) {
    const members = nodeIds(plan.nodes)
    this.#recorder = recorderOf(settings, target, members)
    const shown = () => ({ cluster: this.#world.cluster, history: this.#history.events })
    this.#judge = new Judge(plan.judging, causeIn(this.#recorder, members, shown))
    this.#hasSessions = hasSessions(target)
    this.#explicit = sessionsOf(target) === 'explicit'
    this.#size = clients
    this.#world = new ScriptedWorld({
      target,
      members,
      counts: (violation) => this.#judge.counts(violation),
      random: new RandomStream(plan.seed),
      monitor: (report) => new InvariantMonitor({ members, report, ...judgedInvariants(target) }),
      ...(this.#recorder === undefined ? {} : { recorder: this.#recorder }),
      ...(settings.strict === true ? { strict: true } : {}),
    })
    this.#history = new HistoryRecorder(() => this.#world.cluster.now)
  }

  /** Carries out a script, then what its continuation decides, until it decides nothing. */
  run(script: Script, continued?: Continuation): void {
    const { cluster } = this.#world
    const release = beginGuardedRun(cluster)
    try {
      this.#world.start()
      for (let at = 0; cluster.violation === undefined; at++) {
        const decision = script[at] ?? continued?.next(this.#world)
        if (decision === undefined) break
        this.#carryOut(decision)
        this.#showReturns()
      }
      if (cluster.violation === undefined) this.#differing = differAtRest(this.#world)
    } finally {
      release()
    }
  }

  /** An event of the history as a step of the run. */
  #show(kind: 'invoke' | 'return', shown: Shown): void {
    const { position, operation, client, cause } = shown
    const { cluster } = this.#world
    const event = elementAt(this.#history.events, position)
    const because = cause === undefined ? {} : { cause }
    const detail = { client, operation, text: eventText(event, client), ...because }
    cluster.mark(kind, this.#recorder === undefined ? {} : detail)
    this.#steps[position] = cluster.step
  }

  /** What clients learned in the decision just carried out: steps of their own, once it is over. */
  #showReturns(): void {
    for (const shown of this.#returns) this.#show('return', shown)
    this.#returns.length = 0
  }

  conclude(settings: RunSettings): RunResult {
    enterPhase('judging')
    const { cluster } = this.#world
    return conclude({
      cluster,
      judge: this.#judge,
      history: this.#history.events,
      stepAt: (position) => this.#steps[position] ?? cluster.step,
      faults: [],
      retries: 0,
      leadersHit: 0,
      recorder: this.#recorder,
      // counts where clients saw nothing wrong: in a run that looks at its history and in one that does not alike
      settings: this.#differing === undefined ? settings : { ...settings, skipHistory: false },
      ...defined({ foundByWaiting: this.#differing }),
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
        this.#begin(this.#client(decision.client), decision, hold)
        break
      case 'retry':
        this.#retry(this.#client(decision.client), decision, hold)
        break
    }
  }

  #client(number: number): ScriptedClient {
    const known = this.#clients.get(number)
    if (known !== undefined) return known
    const client: ScriptedClient = { number, process: number, open: undefined, begun: [] }
    this.#clients.set(number, client)
    return client
  }

  #session(number: number): ScriptedSession {
    const known = this.#sessions.get(number)
    if (known !== undefined) return known
    const session = new ScriptedSession(this.#explicit ? undefined : number)
    this.#sessions.set(number, session)
    return session
  }

  #begin(client: ScriptedClient, decision: Submit, hold: boolean): void {
    const { node, session: of = client.number, sequence, acknowledged } = decision
    if (this.#world.cluster.processOf(node)?.status !== 'up') return
    const session = this.#session(of)
    // two operations of one number: a correct server executes the first and answers both
    if (session.isTaken(decision)) return
    if (client.open !== undefined) {
      this.#complete(client, { type: 'info', error: errors.noAnswer })
      this.#showReturns()
    }
    const begun: Begun = {
      session,
      request: session.request(decision),
      shared: decision.session === undefined ? undefined : sharedBy(of, sequence, acknowledged),
      operation: this.#operations++,
      invokedIn: 0,
    }
    client.open = begun
    client.begun.push(begun)
    const { call, id } = begun.request
    const { f, key, value } = call
    const named = id === undefined || !this.#hasSessions ? {} : { request: id }
    this.#record({ process: client.process, f, ...defined({ key }), type: 'invoke', value, ...named })
    const position = this.#history.events.length - 1
    this.#show('invoke', { position, operation: begun.operation, client: client.number })
    begun.invokedIn = this.#world.cluster.step
    this.#send(client, node, hold)
  }

  #send(client: ScriptedClient, node: string, hold: boolean, acknowledged?: number): void {
    const begun = client.open
    if (begun === undefined) return
    const { request } = begun
    request.sent()
    const heard = (outcome: CodedOutcome<Json>): void => this.#heard(client, begun, outcome)
    const detail = detailOf(client, begun)
    // a server that is down gets nothing
    if (!this.#world.submit(node, this.#sent(request, acknowledged), heard, detail, hold))
      request.answered(true)
  }

  /** The open request again, or one by its call, whatever became of it. */
  #retry(client: ScriptedClient, { node, call, acknowledged }: Retry, hold: boolean): void {
    if (call === undefined) {
      this.#send(client, node, hold, acknowledged)
      return
    }
    const wanted = canonicalJson(call)
    const begun = client.begun.findLast(({ request }) => canonicalJson(request.call as Json) === wanted)
    if (begun === undefined) return
    const detail: StepDetail = { ...detailOf(client, begun), again: true }
    this.#world.submit(node, this.#sent(begun.request, acknowledged), () => undefined, detail, hold)
  }

  #sent(request: ScriptedRequest, acknowledged?: number): Json {
    const { target } = this.#world.cluster
    return this.#hasSessions ? asRequest(target, request.command(acknowledged)) : (request.call as Json)
  }

  #heard(client: ScriptedClient, begun: Begun, outcome: CodedOutcome<Json>): void {
    if (client.open !== begun) return
    const { session, request } = begun
    request.answered(outcome.type !== 'info')
    if (outcome.type === 'fail' && outcome.error.code === 'no-such-session' && request.id !== undefined) {
      session.lost(request)
      this.#complete(client, sessionLost(request.state, outcome))
      return
    }
    const ended = conclusion(request.state, outcome)
    if (ended === undefined) return
    if (outcome.type === 'ok' && request.call.f === 'open-session') session.opened(outcome.value as number)
    this.#complete(client, ended)
  }

  #complete(client: ScriptedClient, outcome: CodedOutcome<Json>): void {
    if (client.open === undefined) return
    const { request, operation } = client.open
    client.open = undefined
    const position = this.#history.events.length
    this.#returns.push({ position, operation, client: client.number, cause: this.#world.cluster.step })
    this.#record(completion(client.process, request.call, outcome))
    client.process = processAfter(client.process, outcome, this.#size)
  }

  #record(event: HistoryEvent): void {
    this.#history.record(event)
    this.#steps.push(this.#world.cluster.step)
  }
}

/** What happens behind the end of a script. */
export interface Continuation {
  /** Clients that take part in it, or in the script. */
  readonly clients: number
  /** Undefined: nothing more. */
  next(world: ScriptedWorld): Decision | undefined
}

/** How many clients a script has: their numbers count from 0. */
export const clientsIn = (script: Script): number =>
  script.reduce((most, one) => (one.do === 'submit' ? Math.max(most, one.client + 1) : most), 1)

/** Runs a script on the cluster of a plan, and what comes after it; by default the run ends with its script. */
export function runScript(
  plan: Plan,
  target: Target,
  script: Script,
  settings: RunSettings = {},
  continued?: Continuation,
): RunResult {
  const run = new ScriptedRun(plan, renewed(target), continued?.clients ?? clientsIn(script), settings)
  run.run(script, continued)
  return run.conclude(settings)
}
