import type { Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import type { Carrier } from '../carrier.ts'
import { LoneServer } from './lone-server.ts'
import { overheard } from './overheard.ts'

export const three = ['n1', 'n2', 'n3'] as const
export const KEY = 'k1'

export const write = (value: Json): Json => ({ f: 'write', key: KEY, value })

/** A line and what answered it. */
export interface Told {
  readonly line: string
  readonly answer: string
}

/** What a server that nobody answers is told and says. */
export function toldBy(carrier: Carrier, id: (typeof three)[number] = 'n1'): readonly Told[] {
  const told: Told[] = []
  const server = new LoneServer(id, three)
  server.begin(overheard(carrier, { answers: (line, answer) => told.push({ line, answer }) }))
  server.run(100)
  server.submit(write(1))
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
