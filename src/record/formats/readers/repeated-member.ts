import { endOfString } from './nesting.ts'

/**
 * A name that stands twice in one object of a JSON text, `undefined` where none does. `JSON.parse` keeps the last and
 * is silent about the others: `{"value":1,"value":2}` would lose what was read. `value` is what it made of the text.
 */
export function repeatedMember(text: string, value: unknown): string | undefined {
  // where there are as many colons as members, no string holds one and no member got lost
  return colons(text) === members(value) ? undefined : searched(text)
}

function colons(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count++
  return count
}

function members(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += members(item)
    return count
  }
  for (const name in value) count += 1 + members((value as Record<string, unknown>)[name])
  return count
}

function searched(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  const colon = /\s*:/y
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(undefined)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      colon.lastIndex = end + 1
      if (colon.test(text)) {
        const name = JSON.parse(text.slice(at, end + 1)) as string
        const names = open.at(-1)
        if (names?.has(name) === true) return name
        names?.add(name)
      }
      at = end
    }
  }
  return undefined
}
