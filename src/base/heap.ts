import { present } from './assert.ts'

/** A binary heap: gives the member that comes before all others. Which of equal ones comes first is not said. */
export class Heap<Member> {
  readonly #before: (a: Member, b: Member) => boolean
  readonly #members: Member[] = []

  /** `before`: a strict order that two members always have, such as that of numbers other than NaN. */
  constructor(before: (a: Member, b: Member) => boolean) {
    this.#before = before
  }

  get size(): number {
    return this.#members.length
  }

  /** The first, which stays. */
  peek(): Member | undefined {
    return this.#members[0]
  }

  push(member: Member): void {
    const members = this.#members
    const before = this.#before
    let at = members.length
    members.push(member)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = present(members[parentAt], 'a parent in the heap')
      if (!before(member, parent)) break
      members[at] = parent
      at = parentAt
    }
    members[at] = member
  }

  /** Takes out the first. */
  pop(): Member | undefined {
    const members = this.#members
    const before = this.#before
    const first = members[0]
    const last = members.pop()
    if (first === undefined || last === undefined) return undefined
    const size = members.length
    if (size === 0) return first
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= size) break
      let child = present(members[childAt], 'a child in the heap')
      const right = childAt + 1 < size ? members[childAt + 1] : undefined
      if (right !== undefined && before(right, child)) {
        childAt++
        child = right
      }
      if (!before(child, last)) break
      members[at] = child
      at = childAt
    }
    members[at] = last
    return first
  }

  /** Takes out all, in no particular order. */
  clear(): Member[] {
    return this.#members.splice(0)
  }
}
