import type { Diagnosis } from '../../checkers/diagnosis/diagnosis.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import { quorumRows } from '../quorum-rows.ts'
import { visibleText } from '../visible-text.ts'
import type { Style } from './style.ts'

/**
 * Who decided, a column per server, so that what two majorities share stands under one another. Of a single one the
 * sentences above say as much; and no line is broken: none are given where they are wider than the terminal.
 */
export function quorumLines(
  diagnosis: Diagnosis | undefined,
  servers: readonly NodeId[],
  style: Style,
): string[] {
  const drawn = quorumRows(diagnosis, servers)
  if (drawn?.sum === undefined) return []
  const longest = Math.max(...drawn.rows.map(({ name }) => name.length))
  const names = servers.map((id) => visibleText(id, 24))
  const last = drawn.rows.length - 1
  const lines = drawn.rows.map(({ quorum, name, parts }, row) => {
    const columns = parts.map((part, at) => {
      const server = names[at] ?? ''
      return (part === 'decided' ? server : part === 'member' ? '.' : '').padEnd(server.length)
    })
    const sum = row === last ? `: ${drawn.sum ?? ''}` : ''
    return `           ${name.padEnd(longest)}  ${columns.join(' ')}  step ${quorum.step}${sum}`
  })
  return lines.some((line) => line.length > style.width) ? [] : lines
}
