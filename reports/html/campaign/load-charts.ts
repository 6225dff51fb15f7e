import { greatest } from '../../../src/base/extremes.ts'
import { counted } from '../../quantities.ts'
import type { LoadBucket, RunLoad } from '../../run-load.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child } from '../markup.ts'
import { chart, type Chart, type Series } from './chart.ts'

const outcomes = ['ok', 'fail', 'info'] as const
const quantiles = ['p50', 'p95', 'p99'] as const

/** What clients got in one run: how long it took, how much there was, over the faults that were on. */
export function loadCharts({ every, buckets, faults }: RunLoad): Child {
  const end = (buckets.at(-1)?.from ?? 0) + every
  const bands = faults.map(({ kind, from, to }) => ({
    from,
    to: Math.min(to, end),
    name: visibleText(kind, 60),
  }))
  const rate = (count: number): number => (count * 1000) / every
  const line = (name: string, value: (bucket: LoadBucket) => number | undefined): Series => ({
    name,
    points: buckets.flatMap((bucket) => {
      const y = value(bucket)
      return y === undefined ? [] : [[bucket.from + every / 2, y] as const]
    }),
  })
  const draw = (label: string, unit: string, lines: readonly Series[], log = false): Child => {
    const max = Math.max(1, greatest(lines.flatMap(({ points }) => points.map(([, y]) => y))))
    const axes: Pick<Chart, 'x' | 'y'> = { x: { name: 'virtual ms', max: end }, y: { name: unit, max, log } }
    return chart({ label, ...axes, series: lines, bands })
  }
  return el(
    'details',
    {},
    el('summary', {}, 'Latency and throughput of the run it was found in'),
    draw(
      'latency of successful operations',
      'ms until an operation succeeded',
      quantiles.map((name) => line(name, (bucket) => bucket[name])),
      true,
    ),
    draw(
      'operations a second by outcome',
      'operations a second',
      outcomes.map((name) => line(name, (bucket) => rate(bucket[name]))),
    ),
    el(
      'p',
      { class: 'muted' },
      `In spans of ${counted(every, 'virtual millisecond')}. Shaded: a fault was on`,
      faults.length === 0
        ? '; none was.'
        : ` (${[...new Set(faults.map(({ kind }) => visibleText(kind, 60)))].join(', ')}).`,
    ),
  )
}
