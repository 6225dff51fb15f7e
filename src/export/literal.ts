import { safeLines } from '../../reports/index.ts'

/** Columns that a value on one line may fill. */
const WIDTH = 100

/**
 * A value of JSON as an expression of JavaScript, as one would write it by hand: on one line where it fits. Whatever its
 * texts hold, it is that value and nothing else.
 * @param indent columns before each line but the first.
 */
export function literal(value: unknown, indent = 0): string {
  const whole = inline(value)
  if (whole.length + indent <= WIDTH || value === null || typeof value !== 'object') return whole
  const inner = ' '.repeat(indent + 2)
  const lines = Array.isArray(value)
    ? value.map((member) => literal(member, indent + 2))
    : Object.entries(value).map(([name, member]) => `${memberName(name)}: ${literal(member, indent + 2)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${' '.repeat(indent)}${close}`
}

function inline(value: unknown): string {
  if (typeof value === 'string') return textLiteral(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((member) => inline(member)).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => `${memberName(name)}: ${inline(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** `__proto__` in quotes would name the prototype; in brackets it is a member like any other. */
function memberName(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name)
}

/** A text in single quotes; what would hide or reorder the line stands there in letters. */
export function textLiteral(text: string): string {
  const json = safeLines(JSON.stringify(text)).slice(1, -1)
  return `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
