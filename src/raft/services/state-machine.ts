import type { Json } from '../../base/json.ts'

/**
 * What a command came to. A command that does not apply, such as a cas that does not match, fails. Results are part of
 * the replicated state, so the error is a text: whoever hands it on finds its code with `errorOfService`.
 */
export type Result =
  | { readonly type: 'ok'; readonly value: Json }
  | { readonly type: 'fail'; readonly error: string; readonly observed?: Json }

/** A deterministic service: the same commands in the same order give the same results on every server. */
export interface StateMachine {
  /** Whether the call leaves the state as it is. */
  isRead(call: Json): boolean
  /** Executes a call and changes the state. Never throws: a call of another form fails and changes nothing. */
  apply(call: Json): Result
  /** The result the call would have now; the state stays as it is. */
  preview(call: Json): Result
  /** The whole state (Raft paper §7). Equal states give images with equal canonical JSON, on any server. */
  snapshot(): Json
  /**
   * Replaces the state by that of an image.
   * @throws InputError when the image is of another service.
   */
  restore(image: Json): void
}
