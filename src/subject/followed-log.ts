/**
 * Under this name a node of the harness' own, such as one that lives in a program, keeps the lowest index of its log that
 * has changed since it was looked at: who looks takes in that part alone, and sets it to Infinity. A name that no subject can
 * write: what it says is believed.
 */
export const logChangedFrom = Symbol('the log has changed from here on')

/** A node that shows a log of which it knows what has changed. */
export interface FollowedNode {
  [logChangedFrom]?: number
}
