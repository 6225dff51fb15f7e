import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { ClientHistories, History } from './client-histories.ts'
import type { Past } from './past.ts'
import type { Round } from './round.ts'
import type { ServerInput } from './server-input.ts'
import type { ServerStates } from './server-states.ts'

/** Where a search stands: what it has found so far, and which states it has still to go on from. */
export interface SavedLevels {
  readonly numbers: {
    readonly depth: number
    readonly events: number
    readonly visited: number
    /** The state of the level that comes next. */
    readonly at: number
    /** Of the level, and of the one behind it: the number of its first state, and how many there are. */
    readonly levels: readonly { readonly first: number; readonly size: number }[]
    readonly isCut: boolean
  }
  readonly arrays: readonly Int32Array[]
}

/** What the numbers in states stand for. States of servers are reached again by what led to them. */
interface SavedNumbers {
  readonly messages: readonly { readonly from: number; readonly to: number; readonly body: Json }[]
  readonly inputs: readonly ServerInput[]
  readonly pasts: readonly Past[]
  readonly histories: readonly History[]
  /** How many states of servers there are. */
  readonly states: number
  /** What came of all that servers did, as one number. */
  readonly digest: number
}

/** The round that was stopped. */
export interface SavedRound {
  readonly levels: SavedLevels
  readonly known: SavedNumbers
  /** By state and input, what servers did, in order. */
  readonly executed: Int32Array
  readonly millis: number
}

/** A search that was stopped, from which another one goes on as if it had not been. */
export interface SavedSearch {
  /** Rounds that are over. */
  readonly done: readonly Round[]
  readonly unconfirmed: number
  readonly known: readonly string[]
  /** Undefined: it was stopped between two rounds. */
  readonly round?: SavedRound | undefined
}

export function savedRound(
  levels: SavedLevels,
  servers: ServerStates,
  histories: ClientHistories,
  millis: number,
): SavedRound {
  const known = {
    messages: servers.messages.all.map(({ from, to, body }) => ({ from, to, body })),
    inputs: servers.inputs.all,
    pasts: servers.pasts.all,
    histories: histories.all,
    states: servers.size,
    digest: digestOf(servers, servers.executed),
  }
  return { levels, known, executed: servers.executed, millis }
}

/**
 * Gives numbers what they stood for when the search was stopped.
 * @throws InputError where servers do something else than they did then.
 */
export function restoreNumbers(
  { known, executed }: SavedRound,
  servers: ServerStates,
  histories: ClientHistories,
): void {
  for (const { from, to, body } of known.messages) servers.messageNumber(from, to, body)
  for (const input of known.inputs) servers.inputNumber(input)
  servers.pasts.restore(known.pasts)
  histories.restore(known.histories)
  const isSame =
    canBeLed(executed, servers) &&
    digestOf(servers, executed) === known.digest &&
    servers.size === known.states &&
    servers.messages.size === known.messages.length &&
    servers.inputs.size === known.inputs.length &&
    servers.pasts.all.length === known.pasts.length &&
    histories.all.length === known.histories.length
  if (!isSame)
    throw new InputError(
      'the target does something else than when the search was stopped: search anew, without --resume',
    )
}

/** Servers do again what they did. Numbers of states are given in that order. */
function canBeLed(executed: Int32Array, servers: ServerStates): boolean {
  for (let at = 0; at < executed.length; at += 2) {
    const [state, input] = [executed[at] as number, executed[at + 1] as number]
    if (state >= servers.size || input >= servers.inputs.size) return false
    servers.transition(state, input)
  }
  return true
}

function digestOf(servers: ServerStates, executed: Int32Array): number {
  let digest = 0
  const mix = (word: number): void => {
    digest = Math.imul(digest ^ word, 0x9e37_79b1)
    digest ^= digest >>> 15
  }
  for (let at = 0; at < executed.length; at += 2) {
    const { next, sent, facts } = servers.transition(executed[at] as number, executed[at + 1] as number)
    mix(next)
    mix(facts)
    for (const message of sent) mix(message)
  }
  return digest
}
