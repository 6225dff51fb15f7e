import { render } from 'preact'
import { operationsTable, unlistedOperations } from '../operations-table.ts'
import type { Report } from '../schema.ts'
import { nodeOf } from './markup-node.ts'

/** The operations that the page does not list from the start, when the reader opens them. */
export function startMoreOperations(report: Report): void {
  const box = document.getElementById('more-operations')
  box?.addEventListener(
    'toggle',
    () => {
      const place = box.querySelector('div')
      if (place !== null) render(nodeOf(operationsTable(report, unlistedOperations(report))), place)
    },
    { once: true },
  )
}
