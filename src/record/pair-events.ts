import type { HistoryEvent } from './history-event.ts'
import { HeldOperations } from './held-operations.ts'
import type { ProcessId } from './operation.ts'
import { Pairing } from './pairing.ts'
import type { PairedHistory, PairingOptions } from './pairing.ts'

/** Pairs the events of a recorded run; lines in errors count the events from 1. See {@link Pairing}. */
export function pairEvents(
  events: Iterable<HistoryEvent<ProcessId>>,
  options: PairingOptions = {},
): PairedHistory {
  const held = new HeldOperations()
  const pairing = new Pairing(held, options)
  let line = 0
  for (const event of events) pairing.add(event, ++line)
  return held.history(pairing.finish())
}
