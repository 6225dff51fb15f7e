/** What a micro-operation does. */
export type MicroFunction = 'append' | 'r' | 'w'

/** Elle's names, Knossos' long ones, and either as a keyword that kept its colon. */
const spellings: ReadonlyMap<unknown, MicroFunction> = new Map(
  (
    [
      ['append', 'append'],
      ['r', 'r'],
      ['read', 'r'],
      ['w', 'w'],
      ['write', 'w'],
    ] as const
  ).flatMap(([text, f]) => [
    [text, f],
    [`:${text}`, f],
  ]),
)

/** A micro-operation `[f key value]` as it stands in a history; a read may lack its value. */
export interface RawMicro {
  readonly f: MicroFunction
  readonly key: unknown
  readonly value: unknown
}

/** Undefined when a value is no micro-operation. */
export function rawMicro(micro: unknown): RawMicro | undefined {
  if (!Array.isArray(micro)) return undefined
  const [name, key, value] = micro as readonly unknown[]
  const f = spellings.get(name)
  if (f === undefined || (micro.length !== 3 && !(f === 'r' && micro.length === 2))) return undefined
  return { f, key, value }
}
