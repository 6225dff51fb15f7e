import { elementAt } from '../../../base/element-at.ts'
import { assert } from '../../../base/assert.ts'
import {
  headLines,
  isLabelName,
  isMetricName,
  sampleLine,
  type Labels,
  type MetricType,
} from './exposition.ts'
import { Histogram } from '../histogram.ts'
import { histogramLines, secondsBounds, type HistogramCounts } from './histogram-lines.ts'

/** A number that only grows. */
export class Counter {
  value = 0

  add(amount = 1): void {
    this.value += amount
  }
}

/** One metric with a child for each combination of label values; keep the child, the look-up costs. */
class Family<Child> {
  readonly #labels: readonly string[]
  readonly #make: () => Child
  readonly #children = new Map<string, { readonly labels: Labels; readonly child: Child }>()

  constructor(labels: readonly string[], make: () => Child) {
    assert(labels.every(isLabelName), `label names: ${labels.join(', ')}`)
    this.#labels = labels
    this.#make = make
  }

  with(...values: readonly string[]): Child {
    assert(values.length === this.#labels.length, 'a value for each label')
    const key = JSON.stringify(values)
    const known = this.#children.get(key)
    if (known !== undefined) return known.child
    const child = this.#make()
    const labels = this.#labels.map((name, at) => [name, elementAt(values, at)] as const)
    this.#children.set(key, { labels, child })
    return child
  }

  lines(text: (child: Child, labels: Labels) => string): string {
    return [...this.#children.values()].map(({ labels, child }) => text(child, labels)).join('')
  }
}

/** All metrics of a server, and their text. */
export class Registry {
  readonly #metrics = new Map<string, () => string>()

  /** Something that is asked for its value when the metrics are read. */
  read(type: 'counter' | 'gauge', name: string, help: string, value: () => number): void {
    this.#add(type, name, help, () => sampleLine(name, [], value()))
  }

  /** The same with labels: all samples at once. */
  readLabelled(
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    values: () => readonly (readonly [Labels, number])[],
  ): void {
    this.#add(type, name, help, () =>
      values()
        .map(([labels, value]) => sampleLine(name, labels, value))
        .join(''),
    )
  }

  counter(name: string, help: string): Counter {
    const counter = new Counter()
    this.read('counter', name, help, () => counter.value)
    return counter
  }

  counters(name: string, help: string, ...labels: readonly string[]): Family<Counter> {
    const family = new Family(labels, () => new Counter())
    this.#add('counter', name, help, () =>
      family.lines((child, pairs) => sampleLine(name, pairs, child.value)),
    )
    return family
  }

  /** A histogram of seconds that is kept elsewhere. */
  readHistogram(name: string, help: string, histogram: HistogramCounts): void {
    this.#add('histogram', name, help, () => histogramLines(name, [], histogram))
  }

  histogram(name: string, help: string): Histogram {
    const histogram = new Histogram(secondsBounds)
    this.readHistogram(name, help, histogram)
    return histogram
  }

  histograms(name: string, help: string, ...labels: readonly string[]): Family<Histogram> {
    const family = new Family(labels, () => new Histogram(secondsBounds))
    this.#add('histogram', name, help, () =>
      family.lines((child, pairs) => histogramLines(name, pairs, child)),
    )
    return family
  }

  /** Everything in the Prometheus text format, version 0.0.4. */
  text(): string {
    return [...this.#metrics.values()].map((lines) => lines()).join('')
  }

  #add(type: MetricType, name: string, help: string, samples: () => string): void {
    assert(isMetricName(name), `metric name: ${name}`)
    assert(!this.#metrics.has(name), `${name} is registered once`)
    const head = headLines(name, type, help)
    this.#metrics.set(name, () => {
      const lines = samples()
      return lines === '' ? '' : head + lines
    })
  }
}
