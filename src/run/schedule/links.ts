import type { NodeId } from '../../base/node-id.ts'

/** A directed link, by its ends. */
export type Link = readonly [from: NodeId, to: NodeId]

/** The links between two groups of servers; `to`: those towards the first, `from`: those away from it. */
export function linksOf(
  left: readonly NodeId[],
  right: readonly NodeId[],
  way: 'both' | 'to' | 'from' = 'both',
): readonly Link[] {
  const pairs = left.flatMap((one) =>
    right.filter((other) => other !== one).map((other): Link => [one, other]),
  )
  return pairs.flatMap(([one, other]): readonly Link[] => {
    const there: Link = [one, other]
    const back: Link = [other, one]
    return way === 'both' ? [there, back] : way === 'from' ? [there] : [back]
  })
}
