import type { Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import type { Offered } from '../../subject/offers.ts'
import type { Carrier } from '../carrier.ts'
import { LoneServer } from './lone-server.ts'
import { overheard } from './overheard.ts'

export const three = ['n1', 'n2', 'n3'] as const
export const KEY = 'k1'

/** A call as the program takes it: with who asks, and which of its requests it is, where calls carry sessions. */
export const asked = (call: Call, { sessions }: Pick<Offered, 'sessions'>, client = 1, sequence = 1): Json =>
  sessions ? { ...call, client, sequence } : { ...call }

export type Call = { readonly f: string; readonly key: string; readonly value: Json }

export const write = (value: Json): Call => ({ f: 'write', key: KEY, value })

/** A line and what answered it. */
export interface Told {
  readonly line: string
  readonly answer: string
}

/** What a server that nobody answers is told and says. */
export function toldBy(
  carrier: Carrier,
  offered: Offered,
  id: (typeof three)[number] = 'n1',
): readonly Told[] {
  const told: Told[] = []
  const server = new LoneServer(id, three)
  server.begin(overheard(carrier, { answers: (line, answer) => told.push({ line, answer }) }))
  server.run(100)
  server.submit(asked(write(1), offered))
  server.run(20)
  server.crash()
  return told
}

export function compare(one: readonly Told[], two: readonly Told[], when: string): void {
  for (const [at, { line, answer }] of one.entries()) {
    const other = two[at]
    if (other?.line === line && other.answer === answer) continue
    const what =
      other?.line === line ? `${valueText(answer)} the first time, ${valueText(other.answer)} ${when}` : ''
    throw new Error(`answers ${valueText(line)} differently: ${what || 'other effects before'}`)
  }
}
