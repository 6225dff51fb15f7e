import { expect, test } from 'vitest'
import { geometryOf } from '../../../../../reports/html/lanes/geometry.ts'
import { stateLabels } from '../../../../../reports/html/lanes/labels.ts'
import { operationMarks } from '../../../../../reports/html/lanes/operations.ts'
import type { ColumnTrace, Lane, Report, ReportOperation } from '../../../../../reports/html/schema.ts'
import type { NodeState } from '../../../../../reports/node-state.ts'

const nodes: Lane[] = [
  { id: 'client 0', name: 'c0', kind: 'client' },
  { id: 'n1', name: 'n1', kind: 'node' },
  { id: 'n2', name: 'n2', kind: 'node' },
]
/** Five steps: the second and the third are folded, and n1 sends to n2 in the third. */
const geometry = geometryOf(nodes, [28, 0, 0, 28, 28], new Map([[1, 24]]))
const trace = {
  ...{ prefix: 'm', first: 1, t: [0, 1, 1, 1, 1] },
  messages: [
    { from: 1, to: 2, sent: 3, arrivals: [4] },
    { from: 2, to: 1, sent: 2, arrivals: [3] },
  ],
} as unknown as ColumnTrace

test('labels of a fold stand in one line with those of other lanes, whatever arrows end there', () => {
  const led: NodeState = { role: 'leader', currentTerm: 17, commitIndex: 196 } as NodeState
  const place = (lane: number) =>
    stateLabels(geometry, lane, [null, led, led, led, led], trace).map(({ attributes: { x, y } }) => [
      x === undefined ? undefined : Number(x) - geometry.x(lane),
      y,
    ])
  expect(place(1)).toEqual(place(2))
  expect(place(1)).toHaveLength(3)
})

test('where an operation ends in the fold in which the next begins only the name of that is written', () => {
  const operation = (id: number, inv: string, ret: string): ReportOperation =>
    ({
      ...{ id, client: 0, f: 'read', in: 'null', out: '5', status: 'ok' },
      ...{ inv, ret },
    }) as unknown as ReportOperation
  const labels = (ops: readonly ReportOperation[]) => {
    const report = { nodes, ops, verdict: { facts: [] } } as unknown as Report
    return operationMarks(geometry, report, trace).flatMap(({ tag, children }) =>
      tag === 'text' ? [children.join('')] : [],
    )
  }
  expect(labels([operation(0, 'm4', 'm5')])).toEqual(['read', '= 5'])
  expect(labels([operation(0, 'm1', 'm2'), operation(1, 'm3', 'm5')])).toEqual(['read', 'read', '= 5'])
  expect(labels([operation(0, 'm1', 'm2'), operation(1, 'm4', 'm5')])).toEqual(['read', '= 5', 'read', '= 5'])
})
