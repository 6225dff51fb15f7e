/** Functions of the micro-operations in a transaction: list-append's, and those of read-write registers. */
const microFunctions = new Set(['append', 'r', 'w'])

/** Whether a value is a list of micro-operations, `[f key value]` each, with at least one of them. */
export function looksLikeTransaction(
  value: unknown,
): value is readonly (readonly [string, unknown, unknown])[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (micro) => Array.isArray(micro) && micro.length === 3 && microFunctions.has(micro[0] as string),
    )
  )
}
