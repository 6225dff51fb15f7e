import type { LiveState } from '../record/live-state.ts'
import type { Environment, RaftNode } from '../subject/contract.ts'
import type { ContractBreach } from '../subject/contract-breach.ts'
import { logChangedFrom, type FollowedNode } from '../subject/followed-log.ts'
import { LensMirror } from '../subject/lens-mirror.ts'
import type { DurableMirror, Target } from '../subject/target.ts'
import { ViewState } from '../subject/view-state.ts'
import { malformedNode } from './node-calls.ts'
import { CALL, VIEW, whereabouts } from './whereabouts.ts'

type Node = RaftNode<unknown, unknown>

/** What becomes of an incarnation that is to begin. */
export interface IncarnationStart {
  /** Its `create` is a promise: the server is not there yet. */
  waits(): void
  begun(node: Node): void
  failed(error: unknown): void
}

/** Begins an incarnation of a server, at once or when its promise settles. */
export function startIncarnation(target: Target, environment: Environment, start: IncarnationStart): void {
  try {
    const made = target.create(environment)
    if (made instanceof Promise) {
      start.waits()
      made.then(
        (node) => begin(target, node, start),
        (error: unknown) => start.failed(error),
      )
    } else begin(target, made, start)
  } catch (error) {
    start.failed(error)
  }
}

function begin(target: Target, node: Node, start: IncarnationStart): void {
  let breach: ContractBreach | undefined
  try {
    breach = malformedNode(target, node)
  } catch (error) {
    // its getters are code of the subject
    start.failed(error)
    return
  }
  if (breach === undefined) start.begun(node)
  else start.failed(breach)
}

/** How the invariants look at a server; undefined when it does not show itself. */
export function liveStateOf(target: Target, node: Node): LiveState | undefined {
  if (target.live !== undefined) return target.live(node)
  if (typeof node.view !== 'function') return undefined
  const live = new ViewState()
  live.update(node.view())
  return live
}

/** Takes in what a server that shows itself by `view()` shows now; `failed` hears when it cannot be taken in. */
export function lookAgain(live: ViewState, node: Node | undefined, failed: (error: unknown) => void): void {
  const call = whereabouts[CALL] as number
  whereabouts[CALL] = VIEW
  try {
    if (node?.view !== undefined) {
      const followed = node as FollowedNode
      const changedFrom = followed[logChangedFrom]
      live.update(node.view(), changedFrom)
      if (changedFrom !== undefined) followed[logChangedFrom] = Infinity
    }
  } catch (error) {
    failed(error)
  }
  whereabouts[CALL] = call
}

/** Tells a server that it is killed. It can do nothing any more: all it can still do wrong is to throw. */
export function endIncarnation(node: Node | undefined, failed: (error: unknown) => void): void {
  try {
    const stopping: unknown = node?.stop?.()
    if (stopping instanceof Promise) stopping.then(undefined, failed)
  } catch (error) {
    failed(error)
  }
}

/** How the invariants follow the server's disk; undefined when nobody can read it. */
export function mirrorOf(target: Target): DurableMirror | undefined {
  if (target.durable !== undefined) return target.durable()
  const read = target.lens?.stored
  return read === undefined ? undefined : new LensMirror(read)
}
