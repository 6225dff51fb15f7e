/** A binary heap: gives the member with the least rank first. */
export class LeastFirst<Member> {
  readonly #members: { readonly rank: number; readonly member: Member }[] = []

  add(rank: number, member: Member): void {
    const members = this.#members
    let at = members.push({ rank, member }) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (this.#rankAt(above) <= rank) break
      this.#swap(at, above)
      at = above
    }
  }

  /** Takes it out; undefined when the least rank is above `most`, or there is none. */
  takeUpTo(most: number): Member | undefined {
    if (!(this.#rankAt(0) <= most)) return undefined
    const members = this.#members
    this.#swap(0, members.length - 1)
    const least = members.pop()
    for (let at = 0; ;) {
      const left = 2 * at + 1
      const below = this.#rankAt(left + 1) < this.#rankAt(left) ? left + 1 : left
      if (!(this.#rankAt(below) < this.#rankAt(at))) break
      this.#swap(at, below)
      at = below
    }
    return least?.member
  }

  /** NaN, which compares with nothing, where there is no member. */
  #rankAt(index: number): number {
    return this.#members[index]?.rank ?? NaN
  }

  #swap(one: number, other: number): void {
    const members = this.#members
    const member = members[one]
    const instead = members[other]
    if (member === undefined || instead === undefined) return
    members[one] = instead
    members[other] = member
  }
}
