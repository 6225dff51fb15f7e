import { elementAt } from '../../src/base/element-at.ts'
import { firstIndex } from '../../src/base/search.ts'
import { dependency } from './dependency.ts'
import type { Dependency } from './dependency.ts'
import type { Version } from './register-versions.ts'
import type { Transaction } from './transaction.ts'

/** A version with the first return and the last invocation of those that wrote or read it. */
interface Span {
  readonly version: Version
  readonly writer: number
  readonly returned: number
  readonly invoked: number
}

/**
 * The order of a register's versions that real time shows. A register holds each version for one stretch of time, in
 * which all that write or read it take effect: when one of a version returned before one of another was invoked, the
 * first version's stretch is over before the second's begins. What follows from two others is left out.
 */
export function* versionsInTime(
  versions: readonly Version[],
  transactions: readonly Transaction[],
): Generator<Dependency> {
  const spans = versions.flatMap((version): Span[] => {
    const { writer, readers } = version
    if (writer === undefined) return []
    let returned = Infinity
    let invoked = -Infinity
    for (const id of [writer, ...readers]) {
      const operation = transactions[id]?.operation
      if (operation === undefined) continue
      returned = Math.min(returned, operation.returned)
      invoked = Math.max(invoked, operation.invoked)
    }
    return [{ version, writer, returned, invoked }]
  })
  spans.sort((a, b) => a.returned - b.returned)
  for (const later of spans) {
    let between = -Infinity
    for (let i = firstAfter(spans, later.invoked) - 1; i >= 0; i--) {
      const earlier = elementAt(spans, i)
      // older than one that is older than this
      if (earlier.returned < between) break
      if (earlier === later) continue
      between = Math.max(between, earlier.invoked)
      yield* ordered(earlier, later)
    }
  }
}

/** How many spans returned before a time. */
function firstAfter(spans: readonly Span[], time: number): number {
  return firstIndex(spans.length, (index) => elementAt(spans, index).returned >= time)
}

function* ordered(earlier: Span, later: Span): Generator<Dependency> {
  const { key, value: before } = earlier.version
  const after = later.version.value
  const to = later.writer
  const since = `real time shows that ${before} was there before ${after}`
  yield { from: earlier.writer, to, kind: dependency.wwTime, key, before, after, since }
  for (const from of earlier.version.readers)
    if (from !== to) yield { from, to, kind: dependency.rwTime, key, after, since }
}
