import type { Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import type { Millis } from '../../base/time.ts'
import { imageOf } from './image.ts'
import {
  isSessionCommand,
  isStatus,
  noSuchSession,
  notExecuted,
  opensSession,
  type SessionCommand,
} from './session-command.ts'
import { sessionRules, type SessionRules } from './session-rules.ts'
import { defaultSessionSettings, type SessionSettings } from './session-settings.ts'
import { Session, type SessionImage } from './session.ts'
import type { Result, StateMachine } from './state-machine.ts'

export type { SessionCommand } from './session-command.ts'
export { sessionRules, type SessionRules } from './session-rules.ts'

/** What applying a command came to. */
export interface Applied {
  /** Absent for a request that was acknowledged before: what became of it is no longer known. */
  readonly result: Result | undefined
  /** Whether a request of a session was carried out now, and not answered from what the session remembers. */
  readonly executed: boolean
}

/** Its members stand in the order of canonical JSON, which is written several times as fast so. */
type Image = {
  readonly logTime: Millis
  readonly machine: Json
  readonly service: 'sessions'
  /** The longest idle first. */
  readonly sessions: readonly SessionImage[]
}

/**
 * Client sessions as part of the replicated state (Raft paper §8, thesis §6.3): each server remembers which
 * requests of each client were executed, and their results, so that a retry is answered and not executed
 * again. All of it follows from the log alone, so that every server has the same.
 */
export class Sessions {
  readonly #machine: StateMachine
  readonly #rules: SessionRules
  readonly #settings: SessionSettings
  readonly #ownClock: () => Millis
  /** Explicit ones stand in the order of their last command, the longest idle first. */
  readonly #sessions = new Map<number, Session>()
  /** The latest time that a leader stamped on a command: clocks differ, but it never goes back. */
  #logTime: Millis = 0

  /** `ownClock` is this server's, which must not matter; it is there for the rule that says so. */
  constructor(
    machine: StateMachine,
    rules: SessionRules = sessionRules,
    settings: Partial<SessionSettings> = {},
    ownClock: () => Millis = () => 0,
  ) {
    this.#machine = machine
    this.#rules = rules
    this.#settings = { ...defaultSessionSettings, ...settings }
    this.#ownClock = ownClock
  }

  /** The latest time that a leader stamped on a command that was applied here; 0 before the first. */
  get logTime(): Millis {
    return this.#logTime
  }

  /** The command as the leader's host proposes it: with its clock's time, where sessions expire. */
  stamped(command: SessionCommand, now: Millis): SessionCommand {
    return this.#isExplicit ? { ...command, time: Math.floor(now) } : command
  }

  /** Executes the command of the log entry at `index`, unless its session already did. */
  apply(command: SessionCommand, index: number): Applied {
    if (!isSessionCommand(command as Json)) return failed(errors.malformedCommand.text)
    const { sequence, call, time = 0 } = command
    const client = this.#rules.sessionOf(command.client)
    this.#logTime = Math.max(this.#logTime, time)
    if (this.#isExplicit) this.#expire()
    if (sequence === 0) return this.#outside(call, index)
    const session = this.#reach(client)
    if (session === undefined) return failed(noSuchSession)
    session.acknowledge(acknowledgedBy(command), this.#rules.forgets)
    if (this.#rules.alreadyExecuted(session, sequence))
      return { result: this.#rules.rememberedResult(session, sequence), executed: false }
    const refusal = session.refusal(sequence, this.#settings.maxInFlight)
    if (refusal !== undefined) return { result: refusal, executed: false }
    return { result: this.#execute(session, sequence, call), executed: true }
  }

  isRead({ call }: SessionCommand): boolean {
    return !isStatus(call) && this.#machine.isRead(call)
  }

  /** Whether a command does without the log: any server previews it. */
  bypassesLog({ client, sequence, call }: SessionCommand): boolean {
    if (this.#rules.answersAtArrival() && this.#sessionOf(client)?.keeps(sequence) === true) return true
    return isStatus(call) && !this.#rules.fencesStatus()
  }

  /** The result the command would have now, from this server's state alone. */
  preview({ client, sequence, call }: SessionCommand): Result {
    const session = this.#sessionOf(client)
    if (sequence > 0 && session === undefined && this.#isExplicit)
      return { type: 'fail', error: noSuchSession }
    const known = session?.resultOf(sequence)
    if (known !== undefined) return known
    return isStatus(call) ? (session ?? new Session(0)).statusOf(sequence, call) : this.#machine.preview(call)
  }

  /** The sessions and the service's state, as {@link StateMachine.snapshot} has it. */
  snapshot(): Json {
    return this.#image(this.#rules.imageHoldsSessions())
  }

  /** All of the state, whatever the rules say of what a snapshot holds. */
  state(): Json {
    return this.#image(true)
  }

  /** @throws InputError when the image is not one of sessions over the same service. */
  restore(image: Json): void {
    const { logTime, sessions, machine } = imageOf<Image>('sessions', image)
    this.#machine.restore(machine)
    this.#logTime = logTime
    this.#sessions.clear()
    for (const session of sessions) {
      const { client, lastActive } = session
      const active = this.#rules.restoredActivity(lastActive, logTime)
      this.#sessions.set(client, Session.restore({ ...session, lastActive: active }))
    }
  }

  #sessionOf(client: number): Session | undefined {
    return this.#sessions.get(this.#rules.sessionOf(client))
  }

  #image(holdsSessions: boolean): Image {
    return {
      logTime: this.#logTime,
      machine: this.#machine.snapshot(),
      service: 'sessions',
      sessions: holdsSessions ? [...this.#sessions].map(([client, session]) => session.image(client)) : [],
    }
  }

  get #isExplicit(): boolean {
    return this.#settings.registration === 'explicit'
  }

  /** The time by which sessions expire. */
  get #now(): Millis {
    return this.#rules.sessionTime(this.#logTime, this.#ownClock)
  }

  #expire(): void {
    const now = this.#now
    for (const [client, { lastActive }] of this.#sessions) {
      if (now - lastActive <= this.#settings.sessionTtl) return
      this.#sessions.delete(client)
    }
  }

  /** A command that no session numbers. */
  #outside(call: Json, index: number): Applied {
    if (!opensSession(call)) return { result: this.#machine.apply(call), executed: false }
    if (!this.#isExplicit) return failed(errors.implicitSessions.text)
    this.#sessions.set(index, new Session(this.#now))
    const [idle] = this.#sessions.keys()
    if (this.#sessions.size > this.#settings.maxSessions && idle !== undefined) this.#sessions.delete(idle)
    return { result: { type: 'ok', value: index }, executed: false }
  }

  /** The session of a command that is being applied. */
  #reach(client: number): Session | undefined {
    const known = this.#sessions.get(client)
    if (this.#isExplicit && known !== undefined) {
      // to the end: the others have been idle for longer
      this.#sessions.delete(client)
      known.lastActive = this.#now
    }
    const opens = this.#rules.opensUnknown(this.#isExplicit)
    const session = known ?? (opens ? new Session(this.#isExplicit ? this.#now : 0) : undefined)
    if (session !== undefined) this.#sessions.set(client, session)
    return session
  }

  #execute(session: Session, sequence: number, call: Json): Result {
    if (!isStatus(call)) {
      const result = this.#machine.apply(call)
      if (this.#rules.keepsResult(result)) session.keep(sequence, result, true)
      return result
    }
    const answer = session.statusOf(sequence, call)
    const denied = answer.type === 'fail' && answer.error === notExecuted
    // the fence: kept as its result, it is found before the request could execute
    if (denied && this.#rules.keepsFence() && !session.keeps(call.value))
      session.keep(call.value, answer, false)
    session.keep(sequence, answer, false)
    return answer
  }
}

/** A client with one request outstanding has done with all before it, but for the one it asks about. */
function acknowledgedBy({ sequence, acknowledged, call }: SessionCommand): number {
  if (acknowledged !== undefined) return Math.min(acknowledged, sequence)
  const asked = isStatus(call) && Number.isSafeInteger(call.value) ? call.value : sequence
  return Math.min(asked, sequence)
}

const failed = (error: string): Applied => ({ result: { type: 'fail', error }, executed: false })
