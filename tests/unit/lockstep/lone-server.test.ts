import { expect, test } from 'vitest'
import type { Carrier } from '../../../src/lockstep/carrier.ts'
import { LoneServer } from '../../../src/lockstep/conformance/lone-server.ts'

/** A program that writes and syncs at init, and tells what it was given. */
function program(): Carrier & { readonly events: { event: string; stored?: unknown; token?: unknown }[] } {
  const events: { event: string }[] = []
  return {
    events,
    isOpen: true,
    close: () => {},
    exchange: (line) => {
      const event = JSON.parse(line) as { step: number; event: string }
      events.push(event)
      const effects =
        event.event === 'init'
          ? [
              { do: 'write', key: 'a', value: 1 },
              { do: 'sync', token: 'first' },
              { do: 'write', key: 'b', value: 2 },
            ]
          : []
      return JSON.stringify({ step: event.step, effects })
    },
  }
}

test('a sync covers the writes before it, and a crash loses the others', () => {
  const carrier = program()
  const server = new LoneServer('n1', ['n1'])
  server.begin(carrier)
  server.run(10)
  server.crash()
  server.begin(carrier)
  expect(carrier.events.map(({ event }) => event)).toEqual(['init', 'synced', 'crash', 'init'])
  expect(carrier.events[3]?.stored).toEqual({ a: 1 })
})

test('a sync that is held back is never done after a crash', () => {
  const carrier = program()
  const server = new LoneServer('n1', ['n1'])
  server.holdsSyncs = true
  server.begin(carrier)
  server.run(10)
  server.crash()
  server.releaseSyncs()
  server.begin(carrier)
  expect(carrier.events.map(({ event }) => event)).toEqual(['init', 'crash', 'init'])
  expect(carrier.events[2]?.stored).toBeNull()
})
