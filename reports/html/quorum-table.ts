import { quorumRows, type Part } from '../quorum-rows.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import { reference } from './reference.ts'
import type { Report } from './schema.ts'

/** Who decided each time, a column per server: what two majorities share is seen at once. */
export function quorumTable({ because, nodes, min, verdict }: Report): Element | false {
  const lanes = nodes.filter((lane) => lane.kind === 'node')
  const drawn = quorumRows(
    because,
    lanes.map(({ id }) => id),
  )
  if (drawn === undefined) return false
  const prefix = verdict.at.slice(0, 1)
  return el(
    'div',
    { class: 'scroll quorums', role: 'region', 'aria-label': 'who decided', tabindex: 0 },
    el(
      'table',
      {},
      el('caption', { class: 'unseen' }, 'Who decided, a column per server'),
      el(
        'tbody',
        {},
        drawn.rows.map(({ quorum, name, parts, members }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, name),
            parts.map((part, at) =>
              el(
                'td',
                { class: drawn.shared[at] === true ? `${part} shared` : part },
                sign(part, lanes[at]?.name ?? ''),
              ),
            ),
            el(
              'td',
              { class: 'at' },
              reference(min, `${prefix}${quorum.step}`),
              members !== '' && el('span', {}, ` ${members}`),
            ),
          ),
        ),
      ),
    ),
    drawn.sum !== undefined && el('p', {}, drawn.sum),
  )
}

/** A server that was not counted is pale, and one that is no member is nothing, for the eye; each is said in words, too. */
function sign(part: Part, name: string): (Element | string)[] {
  if (part === 'decided') return [name]
  if (part === 'member') return [el('span', { class: 'unseen' }, 'not '), name]
  return [el('span', { class: 'unseen' }, `${name} is no member`)]
}
