/** Labels of one sample, in the order they are written. */
export type Labels = readonly (readonly [name: string, value: string])[]

export type MetricType = 'counter' | 'gauge' | 'histogram'

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/

export const isMetricName = (name: string): boolean => metricName.test(name)

/** Names that begin with two underscores belong to Prometheus. */
export const isLabelName = (name: string): boolean => labelName.test(name) && !name.startsWith('__')

/** The two lines before the samples of a metric (Prometheus text format 0.0.4). */
export function headLines(name: string, type: MetricType, help: string): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
}

export function sampleLine(name: string, labels: Labels, value: number): string {
  if (labels.length === 0) return `${name} ${numberText(value)}\n`
  const pairs = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(',')
  return `${name}{${pairs}} ${numberText(value)}\n`
}

/** As Go's ParseFloat takes it. */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  return String(value)
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
