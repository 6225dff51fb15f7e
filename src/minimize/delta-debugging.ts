/** How many more runs a minimization may make; shared by all of its passes. */
export interface RunBudget {
  /** Takes one run from the budget; false when none is left. */
  take(): boolean
}

/**
 * Delta debugging (Zeller and Hildebrandt's ddmin, complements only): takes parts out of a list as long as
 * what is left still `fails`, first large parts, then small ones, until no single element can be taken out.
 * @returns the list left; the list given when nothing can be taken out or the budget is spent.
 */
export function deltaDebug<T>(
  list: readonly T[],
  fails: (rest: readonly T[]) => boolean,
  budget: RunBudget,
): readonly T[] {
  let best = list
  let size = Math.max(1, best.length >> 1)
  for (;;) {
    let removed = false
    // From the end: what comes last is least likely to be what later elements rest on.
    for (let end = best.length; end > 0; end -= size) {
      const start = Math.max(0, end - size)
      const rest = [...best.slice(0, start), ...best.slice(end)]
      if (!budget.take()) return best
      if (fails(rest)) {
        best = rest
        removed = true
      }
    }
    if (size > 1) size >>= 1
    else if (!removed) return best
  }
}

/** Takes out two elements at a time where one alone cannot go: a message and the timer that made it. */
export function removePairs<T>(
  list: readonly T[],
  fails: (rest: readonly T[]) => boolean,
  budget: RunBudget,
): readonly T[] {
  let best = list
  for (let first = best.length - 1; first > 0; first--) {
    for (let second = first - 1; second >= 0; second--) {
      const rest = best.filter((_, position) => position !== first && position !== second)
      if (!budget.take()) return best
      if (fails(rest)) {
        best = rest
        first = Math.min(first, best.length)
        break
      }
    }
  }
  return best
}

/** Takes out stretches of up to `longest` neighbours, wherever they begin. */
export function removeStretches<T>(
  list: readonly T[],
  longest: number,
  fails: (rest: readonly T[]) => boolean,
  budget: RunBudget,
): readonly T[] {
  let best = list
  for (let size = Math.min(longest, best.length); size > 1; size--) {
    for (let start = best.length - size; start >= 0; start--) {
      const rest = [...best.slice(0, start), ...best.slice(start + size)]
      if (!budget.take()) return best
      if (fails(rest)) best = rest
    }
  }
  return best
}

/** Takes out any three elements at a time; the cube of the length is how many runs that takes. */
export function removeTriples<T>(
  list: readonly T[],
  fails: (rest: readonly T[]) => boolean,
  budget: RunBudget,
): readonly T[] {
  for (let first = list.length - 1; first > 1; first--) {
    for (let second = first - 1; second > 0; second--) {
      for (let third = second - 1; third >= 0; third--) {
        const rest = list.filter((_, at) => at !== first && at !== second && at !== third)
        if (!budget.take()) return list
        if (fails(rest)) return removeTriples(rest, fails, budget)
      }
    }
  }
  return list
}
