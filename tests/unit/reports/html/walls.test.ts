import { expect, test } from 'vitest'
import { columnTrace } from '../../../../reports/html/column-trace.ts'
import { geometryOf } from '../../../../reports/html/lanes/geometry.ts'
import { wall, wallLabel } from '../../../../reports/html/lanes/walls.ts'
import type { Lane } from '../../../../reports/html/schema.ts'
import { traceEvents } from '../../../../reports/html/trace-events.ts'
import { bridge, isolate, oneWay } from '../../../../nemesis/kinds/partition-shape.ts'
import { RandomStream } from '../../../../src/base/random.ts'
import type { TraceStep } from '../../../../src/record/trace.ts'

const names = ['n1', 'n2', 'n3']
const lanes = names.map((name): Lane => ({ id: name, name, kind: 'node' }))

/** What stands over the line of a fault that is told so. */
function over(text: string): unknown {
  const steps: TraceStep[] = [{ step: 1, time: 0, kind: 'fault', text }]
  const [event] = traceEvents(columnTrace({ steps, messages: [] }, { prefix: 'm', lanes }))
  return wallLabel(geometryOf(lanes, [28]), lanes, event!)[0]?.children[0]
}

test('says who is separated, as partitions are told', () => {
  expect(over(isolate(names, ['n1', 'n2']).text)).toBe('{n1,n2} | {n3}')
  expect(over(oneWay(names, ['n1'], 'in').text)).toBe('{n1} deaf to {n2,n3}')
  expect(over(bridge(names, new RandomStream('x')).text)).toMatch(/^\{n\d\} \| \{n\d\}, n\d the bridge$/)
  expect(over('cut the rope from n1')).toBeUndefined()
  expect(over('slow the disk of n1')).toBeUndefined()
})

test('the end of a fault does not read as its beginning, and has no label', () => {
  const text = 'cut n1 from n2, n3'
  const steps: TraceStep[] = [
    { step: 1, time: 0, kind: 'fault', text },
    { step: 2, time: 1, kind: 'heal', text },
  ]
  const events = traceEvents(columnTrace({ steps, messages: [] }, { prefix: 'm', lanes }))
  expect(events.map((event) => event.text)).toEqual([text, `ends: ${text}`])
  const geometry = geometryOf(lanes, [28, 28])
  expect(events.map((event) => wall(geometry, event).length)).toEqual([1, 1])
  const labels = events.map((event) => wallLabel(geometry, lanes, event))
  expect(labels).toMatchObject([[{ children: ['{n1} | {n2,n3}'] }], []])
  const narrow = geometryOf(lanes, [28, 28], new Map(), true)
  expect(wallLabel(narrow, lanes, events[0]!)).toEqual([])
})
