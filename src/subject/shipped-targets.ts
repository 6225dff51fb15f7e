/** The target that a command, a token or a file means when it names none. */
export const DEFAULT_TARGET = 'own-raft'

/** Names of the targets that ship with Whitewater. Every other target is a module of the user's. */
const shippedTargets: readonly string[] = [DEFAULT_TARGET]

/** The name of a target that ships with Whitewater, taken apart: `own-raft` or `own-raft+<planted bug>`. */
export interface ShippedName {
  readonly target: string
  /** Id of the planted bug, as written: there may be none of that id. Undefined: the target without a bug. */
  readonly bug: string | undefined
}

/** Takes the name of a target apart; undefined when it is none of those that ship with Whitewater. */
export function parseShippedName(name: string): ShippedName | undefined {
  const plus = name.indexOf('+')
  const target = plus === -1 ? name : name.slice(0, plus)
  if (!shippedTargets.includes(target)) return undefined
  return { target, bug: plus === -1 ? undefined : name.slice(plus + 1) }
}

/** The name of a target that ships with Whitewater, with a bug planted in it. */
export const withPlantedBug = (target: string, bug: string): string => `${target}+${bug}`
