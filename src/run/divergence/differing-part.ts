import { sameJson } from '../../base/json.ts'

/** Where in two values they differ, and the parts there. */
export interface DifferingPart {
  /** `.entries[0].id`; empty: all of it. */
  readonly path: string
  readonly values: readonly [unknown, unknown]
}

/** The smallest part, found first, in which two JSON values differ; undefined when they are equal. */
export function differingPart(one: unknown, other: unknown): DifferingPart | undefined {
  if (sameJson(one, other)) return undefined
  let path = ''
  let [a, b] = [one, other]
  for (;;) {
    const next = memberOf(a, b)
    if (next === undefined) return { path, values: [a, b] }
    path += next.path
    ;[a, b] = next.values
  }
}

/** The first member that differs; undefined when the values differ as a whole: in kind, in length, in their names. */
function memberOf(a: unknown, b: unknown): DifferingPart | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return undefined
  if (Array.isArray(a) !== Array.isArray(b)) return undefined
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  if (Array.isArray(a)) {
    // the same members in another order say more than the first of them does
    if (keys.length !== others.length || sameMembers(a, b as unknown[])) return undefined
  } else if (keys.length !== others.length || !keys.every((key) => key in b)) return undefined
  for (const key of keys) {
    const values = [(a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]] as const
    if (!sameJson(...values)) return { path: Array.isArray(a) ? `[${key}]` : `.${key}`, values }
  }
  return undefined
}

/** Whether two lists have equal members in some order. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  const sorted = (list: readonly unknown[]): string[] => list.map((member) => JSON.stringify(member)).sort()
  return a.length > 1 && sameJson(sorted(a), sorted(b))
}
