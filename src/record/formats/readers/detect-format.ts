/** How a history is written down. `unknown`: not one of ours. */
export type HistoryFormat = 'json-lines' | 'json-array' | 'edn' | 'log' | 'empty' | 'jepsen-binary'

/**
 * Tells the format from the first characters of the content. `undefined`: more of it is needed; with
 * `complete` there is no more and the answer is always given.
 */
export function detectFormat(head: string, complete: boolean): HistoryFormat | undefined {
  if (head.startsWith('JEPSEN')) return 'jepsen-binary'
  const text = head.trimStart()
  const undecided = complete ? 'empty' : undefined
  if (text === '') return undecided
  const first = text[0] as string
  if (first === '{') return objectFormat(text, complete)
  if (first === '[') return arrayFormat(text, complete)
  // `#` and `;` begin an EDN tag, discard or comment; a log line begins with none of these
  if (first === '(' || first === '#' || first === ';' || first === ',') return 'edn'
  return 'log'
}

function objectFormat(text: string, complete: boolean): HistoryFormat | undefined {
  const inside = text.slice(1).trimStart()
  if (inside === '') return complete ? 'json-lines' : undefined
  if (inside[0] === '}') return 'json-lines'
  if (inside[0] !== '"') return 'edn'
  // a map may have strings for keys in EDN too: then no colon follows
  const key = /^"(?:[^"\\]|\\.)*"\s*(.)/s.exec(inside)
  if (key === null) return complete ? 'json-lines' : undefined
  return key[1] === ':' ? 'json-lines' : 'edn'
}

function arrayFormat(text: string, complete: boolean): HistoryFormat | undefined {
  const inside = text.slice(1).trimStart()
  if (inside === '') return complete ? 'json-array' : undefined
  if (inside[0] === ']') return 'json-array'
  if (inside[0] === '{') {
    const format = objectFormat(inside, complete)
    return format === 'json-lines' ? 'json-array' : format
  }
  if ('#;,('.includes(inside[0] as string)) return 'edn'
  return /^["\d[-]/.test(inside) ? 'json-array' : 'log'
}
