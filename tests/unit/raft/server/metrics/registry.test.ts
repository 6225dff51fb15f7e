import { describe, expect, test } from 'vitest'
import { HarnessError } from '../../../../../src/base/assert.ts'
import { Registry } from '../../../../../src/raft/server/metrics/registry.ts'
import { parseExposition } from './parse-exposition.ts'

describe('the registry', () => {
  test('writes what a strict reader reads back, odd texts and numbers too', () => {
    const registry = new Registry()
    const requests = registry.counters('requests_total', 'With a \\ and a\nnew line.', 'route', 'status')
    requests.with('/v1/kv/', '200').add(2)
    requests.with('/v1/kv/', '404').add()
    requests.with('say "hi"\\n\nnow', '200').add()
    registry.read('gauge', 'heat', 'Any number.', () => -1.5e-7)
    registry.read('gauge', 'endless', 'Any number.', () => Infinity)
    const metrics = parseExposition(registry.text())
    expect(metrics.get('requests_total')).toEqual({
      help: 'With a \\ and a\nnew line.',
      type: 'counter',
      samples: [
        { name: 'requests_total', labels: { route: '/v1/kv/', status: '200' }, value: 2 },
        { name: 'requests_total', labels: { route: '/v1/kv/', status: '404' }, value: 1 },
        { name: 'requests_total', labels: { route: 'say "hi"\\n\nnow', status: '200' }, value: 1 },
      ],
    })
    expect(metrics.get('heat')?.samples[0]?.value).toBe(-1.5e-7)
    expect(metrics.get('endless')?.samples[0]?.value).toBe(Infinity)
  })

  test('counts values into cumulative buckets; a bound belongs to its bucket', () => {
    const registry = new Registry()
    const took = registry.histograms('took_seconds', 'Time.', 'route').with('/a')
    for (const seconds of [0.0001, 0.0005, 0.0006, 99]) took.observe(seconds)
    const samples = parseExposition(registry.text()).get('took_seconds')?.samples ?? []
    const bucket = (le: string): number | undefined =>
      samples.find(({ labels }) => labels['le'] === le)?.value
    expect(['0.00025', '0.0005', '0.001', '10', '+Inf'].map(bucket)).toEqual([1, 2, 3, 3, 4])
    expect(samples.find(({ name }) => name === 'took_seconds_sum')?.value).toBeCloseTo(99.0012)
  })

  test('leaves out a metric without samples', () => {
    const registry = new Registry()
    registry.counters('never_total', 'Nothing yet.', 'what')
    registry.counter('once_total', 'Something.')
    expect(registry.text()).toBe('# HELP once_total Something.\n# TYPE once_total counter\nonce_total 0\n')
  })

  test('refuses names that are none, and a name twice', () => {
    const registry = new Registry()
    registry.counter('one_total', 'One.')
    expect(() => registry.counter('one_total', 'One.')).toThrow(HarnessError)
    expect(() => registry.counter('two-total', 'Two.')).toThrow(HarnessError)
    expect(() => registry.counters('three_total', 'Three.', '__name__')).toThrow(HarnessError)
  })
})

describe('the strict reader', () => {
  const head = '# HELP a_total A.\n# TYPE a_total counter\n'
  test.each([
    ['no end of line', `${head}a_total 1`],
    ['no TYPE', 'a_total 1\n'],
    ['another name', `${head}b_total 1\n`],
    ['no number', `${head}a_total one\n`],
    ['the same sample twice', `${head}a_total 1\na_total 2\n`],
    ['an unescaped quote', `${head}a_total{x="a"b"} 1\n`],
    ['a comma at the end', `${head}a_total{x="a",} 1\n`],
    ['a label twice', `${head}a_total{x="a",x="b"} 1\n`],
    ['a counter without _total', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['the metric twice', `${head}a_total 1\n${head}a_total 2\n`],
    [
      'buckets that shrink',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    ],
    ['a histogram without +Inf', '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_sum 1\nh_count 2\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parseExposition(text)).toThrow()
  })
})
