import { grouped } from '../../quantities.ts'
import { el, type Element } from '../markup.ts'

/** The runs of a scenario, by their numbers from 1. */
export interface StripRuns {
  readonly runs: number
  readonly failed: readonly number[]
  readonly undecided: readonly number[]
}

const MAX_CELLS = 100
const PITCH = 5
const HEIGHT = 14

/** The runs in their order as small cells, several runs a cell where there are many. */
export function seedStrip({ runs, failed, undecided }: StripRuns): Element {
  const size = Math.max(1, Math.ceil(runs / MAX_CELLS))
  const cells = Math.ceil(runs / size)
  const byCell = (numbers: readonly number[]): ReadonlyMap<number, readonly number[]> =>
    Map.groupBy(numbers, (run) => Math.ceil(run / size) - 1)
  const [bads, opens] = [byCell(failed), byCell(undecided)]
  return el(
    'svg',
    {
      class: 'strip',
      role: 'img',
      width: Math.max(1, cells * PITCH),
      height: HEIGHT,
      'aria-label': `${grouped(failed.length)} of ${grouped(runs)} failed, ${grouped(undecided.length)} undecided`,
    },
    ...Array.from({ length: cells }, (_, cell) => {
      const bad = bads.get(cell)?.length ?? 0
      const open = opens.get(cell)?.length ?? 0
      const first = cell * size + 1
      const last = Math.min(runs, first + size - 1)
      const which = first === last ? `run ${grouped(first)}` : `runs ${grouped(first)} to ${grouped(last)}`
      return mark(
        bad > 0 ? 'failed' : open > 0 ? 'undecided' : 'held',
        cell * PITCH,
        bad + open === 0 ? undefined : `${which}: ${bad} failed, ${open} undecided`,
      )
    }),
  )
}

/** Told apart by shape first: high and full, half as high and hollow, a dot. */
function mark(kind: 'failed' | 'undecided' | 'held', x: number, title?: string): Element {
  const shape = {
    failed: { x, y: 0, width: 4, height: HEIGHT },
    undecided: { x: x + 0.5, y: 4.5, width: 3, height: 9 },
    held: { x: x + 1, y: HEIGHT - 3, width: 2, height: 2 },
  }[kind]
  return el('rect', { class: kind, ...shape }, title !== undefined && el('title', {}, title))
}

export function stripLegend(): Element {
  const item = (kind: 'failed' | 'undecided' | 'held', text: string): Element =>
    el('li', {}, el('svg', { width: 6, height: HEIGHT, 'aria-hidden': 'true' }, mark(kind, 1)), text)
  return el(
    'ul',
    { class: 'legend' },
    item('failed', 'a run failed'),
    item('undecided', 'a run is undecided'),
    item('held', 'all held'),
  )
}
