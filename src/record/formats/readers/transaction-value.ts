/** Names of micro-operations, Elle's and Knossos', each with the one that checkers know. */
const microFunctions = new Map<unknown, string>([
  ['append', 'append'],
  ['r', 'r'],
  ['w', 'w'],
  ['read', 'r'],
  ['write', 'w'],
])

/** `[f, key, value]`; a read may leave out the value. */
export type Micro = readonly [f: string, key: unknown, value?: unknown]

/** Whether a value is a list of micro-operations, `[f key value]` each, with at least one of them. */
export function looksLikeTransaction(value: unknown): value is readonly Micro[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMicro)
}

function isMicro(micro: unknown): boolean {
  if (!Array.isArray(micro) || (micro.length !== 3 && micro.length !== 2)) return false
  const f = microFunctions.get(micro[0])
  return f !== undefined && (micro.length === 3 || f === 'r')
}

/** The same transaction with the names `r`, `w` and `append`, and a value in each micro-operation. */
export function normalTransaction(transaction: readonly Micro[]): readonly Micro[] {
  const isNormal = transaction.every(
    (micro) => micro.length === 3 && microFunctions.get(micro[0]) === micro[0],
  )
  if (isNormal) return transaction
  return transaction.map(([f, key, value]) => [microFunctions.get(f) as string, key, value ?? null])
}
