import { elementAt } from '../../base/element-at.ts'
import type { Entry } from './entry.ts'
import type { Membership } from './membership.ts'

/**
 * The memberships that a log holds. A server uses the latest in its log, committed or not (§6), and goes back
 * to the one before when the entry is cut.
 */
export class Memberships {
  /** By index; the first one is what the log begins with, its index that of the snapshot or 0. */
  #held: { index: number; membership: Membership }[]

  constructor(index: number, membership: Membership) {
    this.#held = [{ index, membership }]
  }

  get latest(): Membership {
    return this.#at(this.#held.length - 1).membership
  }

  /** Index of the entry with the latest one. */
  get latestIndex(): number {
    return this.#at(this.#held.length - 1).index
  }

  /** The one in force at an index; that of the snapshot for what lies before it. */
  at(index: number): Membership {
    return (this.#held.findLast((one) => one.index <= index) ?? this.#at(0)).membership
  }

  append({ index, membership }: Entry): boolean {
    if (membership === undefined) return false
    this.#held.push({ index, membership })
    return true
  }

  /** The log is cut from `index` on. Returns whether another membership is the latest now. */
  cutFrom(index: number): boolean {
    const before = this.#held.length
    while (this.#held.length > 1 && this.latestIndex >= index) this.#held.pop()
    return this.#held.length < before
  }

  /** Everything up to a snapshot's last index is settled: only what was in force there is kept of it. */
  settle(index: number): void {
    while ((this.#held[1]?.index ?? Infinity) <= index) this.#held.shift()
  }

  /** A snapshot takes the place of everything up to `index`; behind it the log holds up to `lastIndex`. */
  install(index: number, membership: Membership, lastIndex: number): void {
    const behind = this.#held.filter((one) => one.index > index && one.index <= lastIndex)
    this.#held = [{ index, membership }, ...behind]
  }

  #at(position: number): { index: number; membership: Membership } {
    return elementAt(this.#held, position)
  }
}
