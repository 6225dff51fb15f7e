import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { CodedOutcome } from '../record/operation.ts'
import type { Reconfiguration } from './operator-plan.ts'

/** Fewer are not left: with one alone there would be nothing to agree on. */
const FEWEST = 2

/**
 * Who the members are, as far as their operators know, for servers that are told whole lists. After an unknown outcome
 * they are one of several lists; the likeliest comes first, and moves to the end when a change of it is refused.
 */
export class MemberList {
  readonly #all: readonly NodeId[]
  readonly #fewest: number
  /** Of several operators: answers come in another order than changes are made, so that no list is ruled out for good. */
  readonly #isShared: boolean
  #possible: readonly (readonly NodeId[])[]
  /** What was asked for and is not answered yet. */
  #open: readonly (readonly NodeId[])[] = []
  #isCertain = true

  /** `fewest`: fewer are never asked for. */
  constructor(all: readonly NodeId[], fewest = FEWEST, isShared = false) {
    this.#all = all
    this.#fewest = Math.max(FEWEST, fewest)
    this.#isShared = isShared
    this.#possible = [all]
  }

  /**
   * The list to ask for; undefined when the change would change nothing, or leave too few. It is a change of the likeliest list or,
   * while another operator waits, of what that one asked for, as `random` has it.
   */
  after({ add = [], remove = [] }: Reconfiguration, random: RandomStream): readonly NodeId[] | undefined {
    const now = this.#open.length === 0 ? this.#likeliest : random.pick([this.#likeliest, ...this.#open])
    const next = this.#all.filter((id) => (now.includes(id) || add.includes(id)) && !remove.includes(id))
    return next.length < this.#fewest || same(next, now) ? undefined : next
  }

  /** One server more, on the way back to all of them; undefined when all are members for certain. */
  towardsAll(): readonly NodeId[] | undefined {
    const now = this.#likeliest
    const missing = this.#all.find((id) => !now.includes(id))
    if (missing !== undefined) return this.#all.filter((id) => now.includes(id) || id === missing)
    return this.#isCertain ? undefined : this.#all
  }

  /** An operator asks for that list. */
  asks(list: readonly NodeId[]): void {
    this.#open = [...this.#open, list]
    if (this.#isShared) this.#isCertain = false
  }

  /** What became of asking for that list. */
  learn(asked: readonly NodeId[], outcome: CodedOutcome): void {
    const answered = this.#open.findIndex((list) => same(list, asked))
    this.#open = this.#open.filter((_, position) => position !== answered)
    const [first, ...others] = this.#possible
    const rest = this.#possible.filter((list) => !same(list, asked))
    if (outcome.type === 'ok') this.#possible = this.#isShared ? [asked, ...rest] : [asked]
    else if (outcome.type === 'info') this.#possible = [asked, ...rest]
    else if (first !== undefined) this.#possible = [...others, first]
    this.#isCertain = this.#isShared
      ? outcome.type === 'ok' && this.#open.length === 0
      : this.#possible.length === 1
  }

  get #likeliest(): readonly NodeId[] {
    return this.#possible[0] ?? this.#all
  }
}

const same = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))
