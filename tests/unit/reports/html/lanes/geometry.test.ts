import { expect, test } from 'vitest'
import { geometryOf, panelWidth, textColumns } from '../../../../../reports/html/lanes/geometry.ts'
import type { Lane } from '../../../../../reports/html/schema.ts'

const lanesOf = (clients: number, servers: number): Lane[] => [
  ...Array.from({ length: clients }, (_, at): Lane => ({
    id: `client ${at}`,
    name: `c${at}`,
    kind: 'client',
  })),
  ...Array.from({ length: servers }, (_, at): Lane => ({ id: `n${at}`, name: `n${at}`, kind: 'node' })),
]

/** Width of the page and of the columns of numbers. */
const [PAGE, NUMBERS] = [1232, 108]

test('however many clients and servers, the text keeps its least width beside lanes and panel', () => {
  for (let clients = 0; clients <= 20; clients++)
    for (let servers = 1; servers <= 9; servers++) {
      const lanes = lanesOf(clients, servers)
      const { width } = geometryOf(lanes, [])
      const text = PAGE - NUMBERS - width - panelWidth(servers)
      expect(text, `${clients} clients, ${servers} servers`).toBeGreaterThanOrEqual(
        (textColumns(lanes, NUMBERS) - 1) * 7.2,
      )
    }
})

test('few lanes have room for their labels, many leave them to the rows', () => {
  const crowded = (clients: number, servers: number): boolean =>
    geometryOf(lanesOf(clients, servers), []).isCrowded
  expect([crowded(1, 3), crowded(4, 5), crowded(5, 5)]).toEqual([false, false, false])
  expect([crowded(12, 9), crowded(20, 5)]).toEqual([true, true])
})
