import { HeldOperations } from '../record/held-operations.ts'
import { Pairing } from '../record/pairing.ts'
import { packedHistory } from '../../reports/html/whole/pack.ts'
import type { PackedHistory } from '../../reports/html/whole/columns.ts'
import { isClientEvent, type MaelstromEvent } from './event.ts'

/**
 * What clients did in a run, to be browsed on its page; undefined: nothing. Lines are those of `history.jsonl`, which has an
 * event in each: the one after its index.
 * @throws InputError when a completion does not fit its invocation, in a file that somebody changed.
 */
export function wholeHistory(
  history: readonly MaelstromEvent[],
  name = 'history.jsonl',
): PackedHistory | undefined {
  const held = new HeldOperations()
  const pairing = new Pairing(held, { name, maxFailed: history.length })
  for (const event of history) {
    if (!isClientEvent(event)) continue
    const { key, final: _, index, ...rest } = event
    pairing.add({ ...rest, ...(key !== undefined && { key: String(key) }) }, index + 1)
  }
  const paired = held.history(pairing.finish())
  return paired.operations.length + paired.failed.length === 0 ? undefined : packedHistory(paired)
}
