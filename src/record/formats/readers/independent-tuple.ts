/** Jepsen's independent value: it belongs to the object of that key. */
export type Tuple = readonly [key: unknown, value: unknown]

/** Whether a value may be one. Its key is not null: `[nil 5]` is 5 with a version that is not known yet. */
export function isTuple(value: unknown): value is Tuple {
  return Array.isArray(value) && value.length === 2 && value[0] !== null && value[0] !== undefined
}
