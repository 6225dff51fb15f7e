import type { Json } from '../../src/base/json.ts'

/** What is no longer stands on a line of its own. */
const WIDTH = 100

/** JSON to be read: a line for each fault and operation, not for each of their members. */
export function planText(value: Json, indent = ''): string {
  const line = JSON.stringify(value)
  if (line.length <= WIDTH || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((one) => planText(one as Json, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${planText(one as Json, inner)}`),
      ]
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`
}
