import { assert } from '../../src/base/assert.ts'
import type { Decision, Script } from '../../src/history/decision.ts'

/**
 * A script as people write it, one decision a line:
 *
 *     n1 election                 the election timer of n1 fires
 *     n1>n2 request-vote          a message of that kind arrives
 *     n1>n2 vote granted again    ... once more
 *     c0>n1 write k1 5            a client begins an operation (read k1, write k1 5, cas k1 null->5)
 *     c0>n1 retry                 it sends its open operation again
 *     n2 sync | n2 crash | n2 restart
 *
 * A line that ends in `(held)` leaves what the server writes in it unsynced.
 */
export function scriptOf(text: string): Script {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (line.endsWith('(held)') ? held(decisionOf(line.slice(0, -6).trim())) : decisionOf(line)))
}

function held(decision: Decision): Decision {
  assert(decision.do !== 'crash', 'a crash cannot be held')
  return { ...decision, hold: true }
}

function decisionOf(line: string): Decision {
  const [who = '', ...words] = line.split(' ')
  const what = words.join(' ')
  const [from = '', to] = who.split('>')
  if (to === undefined) return ofServer(from, what)
  if (from.startsWith('c')) return ofClient(Number(from.slice(1)), to, words)
  const again = what.endsWith(' again')
  return {
    do: 'deliver',
    from,
    to,
    message: again ? what.slice(0, -6) : what,
    ...(again ? { again: true } : {}),
  }
}

function ofServer(node: string, what: string): Decision {
  if (what === 'sync' || what === 'crash' || what === 'restart') return { do: what, node }
  return { do: 'fire', node, timer: what }
}

function ofClient(
  client: number,
  node: string,
  [f = '', key = '', argument = '']: readonly string[],
): Decision {
  if (f === 'retry') return { do: 'retry', client, node }
  const values = argument
    .split('->')
    .map((value) => (value === '' ? null : (JSON.parse(value) as number | null)))
  return { do: 'submit', client, node, call: { f, key, value: f === 'cas' ? values : (values[0] ?? null) } }
}
