import type { NodeId } from '../base/node-id.ts'
import type { CodedOutcome } from '../record/operation.ts'
import type { Reconfiguration } from './operator-plan.ts'

/** Fewer are not left: with one alone there would be nothing to agree on. */
const FEWEST = 2

/**
 * Who the members are, as far as their operator knows, for servers that are told whole lists. After an unknown outcome
 * they are one of several lists; the likeliest comes first, and moves to the end when a change of it is refused.
 */
export class MemberList {
  readonly #all: readonly NodeId[]
  readonly #fewest: number
  #possible: readonly (readonly NodeId[])[]

  /** `fewest`: fewer are never asked for. */
  constructor(all: readonly NodeId[], fewest = FEWEST) {
    this.#all = all
    this.#fewest = Math.max(FEWEST, fewest)
    this.#possible = [all]
  }

  /** The list to ask for; undefined when the change would change nothing, or leave too few. */
  after({ add = [], remove = [] }: Reconfiguration): readonly NodeId[] | undefined {
    const now = this.#likeliest
    const next = this.#all.filter((id) => (now.includes(id) || add.includes(id)) && !remove.includes(id))
    return next.length < this.#fewest || same(next, now) ? undefined : next
  }

  /** One server more, on the way back to all of them; undefined when all are members for certain. */
  towardsAll(): readonly NodeId[] | undefined {
    const now = this.#likeliest
    const missing = this.#all.find((id) => !now.includes(id))
    if (missing !== undefined) return this.#all.filter((id) => now.includes(id) || id === missing)
    return this.#possible.length === 1 ? undefined : this.#all
  }

  /** What became of asking for that list. */
  learn(asked: readonly NodeId[], outcome: CodedOutcome): void {
    const [first, ...others] = this.#possible
    if (outcome.type === 'ok') this.#possible = [asked]
    else if (outcome.type === 'info')
      this.#possible = [asked, ...this.#possible.filter((list) => !same(list, asked))]
    else if (first !== undefined) this.#possible = [...others, first]
  }

  get #likeliest(): readonly NodeId[] {
    return this.#possible[0] ?? this.#all
  }
}

const same = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))
