/**
 * A history and a sequential model, packed for the search.
 *
 * Operations are numbered from 0 in any order. States and classes are small integers of the caller's choice:
 * two operations have one class when they do the same to every state (same call, same outcome).
 */
export interface HistoryColumns {
  /** Events in real-time order: `n` at the call of operation n, `~n` at its return. No return: outcome unknown. */
  readonly events: Int32Array
  /** Class of each operation, from 0. Its length is the number of operations. */
  readonly classes: Int32Array
  /**
   * By class: 1 when it leaves every state that allows it as it is (reads). Not needed for a right answer, but
   * most of the speed comes from it. Its length is the number of classes.
   */
  readonly pure: Uint8Array
  readonly initialState: number
  /**
   * The state (>= 0) after an operation of the class, or -1 when the model does not allow it in that state.
   * Must be pure; it is asked once per pair. For an unknown outcome: the effect it has if it happens.
   */
  step(state: number, opClass: number): number
  /** Only for models that are about values; the search does without, the sweep is faster with them. */
  readonly values?: ValueColumns
}

/**
 * For a model in which every operation is allowed either in one state or in all, and either leads to one state or
 * leaves all as they are: a register. A state is then a value. `step` must say the same.
 */
export interface ValueColumns {
  /** By class: the one state that allows it, -1 when all do. */
  readonly requires: Int32Array
  /** By class: the state it leads to, -1 when it leaves every state as it is. */
  readonly produces: Int32Array
  /** The states are the numbers below this. */
  readonly count: number
}

/** @throws RangeError unless every operation is called once, and returns at most once, after its call. */
export function checkColumns(columns: HistoryColumns): void {
  const { events, classes, pure } = columns
  const seen = new Uint8Array(classes.length)
  for (let position = 0; position < events.length; position++) {
    const event = events[position] as number
    const operation = event < 0 ? ~event : event
    const before = event < 0 ? 1 : 0
    if (seen[operation] !== before) {
      throw new RangeError(
        `event ${position}: operation ${operation} cannot ${event < 0 ? 'return' : 'be called'} here`,
      )
    }
    seen[operation] = before + 1
  }
  const missing = seen.indexOf(0)
  if (missing >= 0) throw new RangeError(`operation ${missing} has no call`)
  for (let operation = 0; operation < classes.length; operation++) {
    const opClass = classes[operation] as number
    if (opClass < 0 || opClass >= pure.length)
      throw new RangeError(`operation ${operation} has class ${opClass} of ${pure.length}`)
  }
  if (columns.values !== undefined) checkValues(columns.values, columns)
}

function checkValues(
  { requires, produces, count }: ValueColumns,
  { pure, initialState }: HistoryColumns,
): void {
  if (requires.length !== pure.length || produces.length !== pure.length)
    throw new RangeError(`values of ${requires.length} and ${produces.length} classes of ${pure.length}`)
  const isState = (value: number): boolean => value >= 0 && value < count
  if (!isState(initialState)) throw new RangeError(`initial state ${initialState} of ${count} values`)
  pure.forEach((isPure, opClass) => {
    for (const value of [requires[opClass] as number, produces[opClass] as number])
      if (value !== -1 && !isState(value))
        throw new RangeError(`class ${opClass}: value ${value} of ${count}`)
    if (isPure === 1 && produces[opClass] !== -1)
      throw new RangeError(`class ${opClass} is pure but gives a value`)
  })
}
