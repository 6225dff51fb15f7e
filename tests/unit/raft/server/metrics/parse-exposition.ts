/** One metric as a strict reader of the Prometheus text format 0.0.4 understands it. */
export interface ParsedMetric {
  readonly help: string
  readonly type: string
  readonly samples: {
    readonly name: string
    readonly labels: Record<string, string>
    readonly value: number
  }[]
}

/**
 * Reads the format as strictly as its specification lets one: anything out of place throws. Beyond the grammar:
 * HELP and TYPE once and before the samples, all samples of a metric together, none twice, and histograms whose
 * buckets ascend, never shrink, and end with `+Inf` equal to the count.
 */
export function parseExposition(text: string): Map<string, ParsedMetric> {
  const metrics = new Map<string, ParsedMetric>()
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  let open: { name: string; metric: ParsedMetric } | undefined
  let help: { name: string; text: string } | undefined
  const seen = new Set<string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const helpLine = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line)
    if (helpLine !== null) {
      const [, name = '', escaped = ''] = helpLine
      if (metrics.has(name)) throw new Error(`${name} comes twice`)
      if (/\\(?![\\n])/.test(escaped.replaceAll('\\\\', ''))) throw new Error(`a stray backslash: ${line}`)
      help = { name, text: unescaped(escaped) }
      continue
    }
    const typeLine = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line)
    if (typeLine !== null) {
      const [, name = '', type = ''] = typeLine
      if (help?.name !== name) throw new Error(`TYPE without its HELP: ${line}`)
      const metric = { help: help.text, type, samples: [] }
      metrics.set(name, metric)
      open = { name, metric }
      help = undefined
      continue
    }
    const { name, labels, value } = sample(line)
    if (open === undefined) throw new Error(`a sample before any TYPE: ${line}`)
    const suffixes = open.metric.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    if (!suffixes.some((suffix) => name === `${open?.name}${suffix}`))
      throw new Error(`a sample outside its metric ${open.name}: ${line}`)
    const identity = `${name} ${JSON.stringify(Object.entries(labels).sort())}`
    if (seen.has(identity)) throw new Error(`a sample comes twice: ${line}`)
    seen.add(identity)
    open.metric.samples.push({ name, labels, value })
  }
  for (const [name, metric] of metrics) {
    if (metric.samples.length === 0) throw new Error(`${name} has no sample`)
    if (metric.type === 'counter' && !name.endsWith('_total'))
      throw new Error(`${name} is a counter without _total`)
    if (metric.type === 'histogram') checkHistogram(name, metric)
  }
  return metrics
}

function sample(line: string): { name: string; labels: Record<string, string>; value: number } {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
  if (match === null) throw new Error(`no sample: ${line}`)
  const [, name = '', inside, text = ''] = match
  const labels: Record<string, string> = {}
  let rest = inside ?? ''
  while (rest !== '') {
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(?:,(?=.)|$)/.exec(rest)
    if (pair === null) throw new Error(`no label: ${rest} in ${line}`)
    const [whole, label = '', escaped = ''] = pair
    if (Object.hasOwn(labels, label)) throw new Error(`label ${label} twice: ${line}`)
    labels[label] = unescaped(escaped)
    rest = rest.slice(whole.length)
  }
  if (!/^([+-]?Inf|NaN|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(text)) throw new Error(`no number: ${line}`)
  return {
    name,
    labels,
    value: text.endsWith('Inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text),
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))

function checkHistogram(name: string, { samples }: ParsedMetric): void {
  const series = new Map<string, { bounds: number[]; counts: number[]; sum?: number; count?: number }>()
  for (const { name: full, labels, value } of samples) {
    const { le, ...others } = labels
    const key = JSON.stringify(Object.entries(others).sort())
    const one = series.get(key) ?? { bounds: [], counts: [] }
    series.set(key, one)
    if (full === `${name}_bucket`) {
      if (le === undefined) throw new Error(`a bucket of ${name} has no bound`)
      one.bounds.push(le === '+Inf' ? Infinity : Number(le))
      one.counts.push(value)
    } else if (le !== undefined) throw new Error(`${full} has a bound`)
    else if (full === `${name}_sum`) one.sum = value
    else one.count = value
  }
  for (const { bounds, counts, sum, count } of series.values()) {
    const ascends = (list: number[], strictly: boolean): boolean =>
      list.every((value, at) => at === 0 || (strictly ? value > list[at - 1]! : value >= list[at - 1]!))
    if (!ascends(bounds, true)) throw new Error(`the bounds of ${name} do not ascend`)
    if (!ascends(counts, false)) throw new Error(`the buckets of ${name} are not cumulative`)
    if (bounds.at(-1) !== Infinity) throw new Error(`${name} does not end with +Inf`)
    if (sum === undefined || count !== counts.at(-1))
      throw new Error(`${name}: the count is not that of +Inf`)
  }
}
