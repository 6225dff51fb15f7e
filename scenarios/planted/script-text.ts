import { elementAt } from '../../src/base/element-at.ts'
import { assert } from '../../src/base/assert.ts'
import type { Decision, Script } from '../../src/record/decision.ts'

/**
 * A script as people write it, one decision a line:
 *
 *     n1 election                 the election timer of n1 fires
 *     n1>n2 request-vote          a message of that kind arrives
 *     n1>n2 vote granted again    ... once more
 *     c0>n1 write k1 5            a client begins an operation (read k1, write k1 5, cas k1 null->5)
 *     c0>n1 open-session          it registers; what it asks later is of that session
 *     c1/c0>n1 write k1 5         a client asks in the session of another, and says that none is done with
 *     c9>n1 add n4 remove n2,n3   an operator asks for a change of members
 *     c9>n1 transfer n3           ... for another leader
 *     c0>n1 retry                 it sends its open operation again
 *     n2 sync | n2 crash | n2 restart
 *     n2 crash keeping 0,2        it loses what it wrote and has not synced, but for these writes, the oldest being 0
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
  if (from.startsWith('c')) return ofClient(from, to, words)
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
  const [, kept] = what.split('crash keeping ')
  if (kept !== undefined) return { do: 'crash', node, kept: kept.split(',').map(Number) }
  if (what === 'sync' || what === 'crash' || what === 'restart') return { do: what, node }
  return { do: 'fire', node, timer: what }
}

const changes = new Set(['add', 'remove', 'learners'])

function changeOf(words: readonly string[]): { [what: string]: string[] } {
  const change: { [what: string]: string[] } = {}
  for (let at = 0; at + 1 < words.length; at += 2)
    change[elementAt(words, at)] = elementAt(words, at + 1).split(',')
  return change
}

function ofClient(who: string, node: string, words: readonly string[]): Decision {
  const [f = '', key = '', argument = ''] = words
  const [client = 0, session] = who.split('/').map((name) => Number(name.slice(1)))
  if (f === 'retry') return { do: 'retry', client, node }
  if (f === 'open-session') return { do: 'submit', client, node, call: { f, value: null } }
  if (f === 'transfer')
    return { do: 'submit', client, node, call: { f: 'transfer-leadership', value: key === '' ? null : key } }
  if (changes.has(f))
    return { do: 'submit', client, node, call: { f: 'reconfigure', value: changeOf(words) } }
  const values = argument
    .split('->')
    .map((value) => (value === '' ? null : (JSON.parse(value) as number | null)))
  const call = { f, key, value: f === 'cas' ? values : (values[0] ?? null) }
  const shared = session === undefined ? {} : { session, acknowledged: 1 }
  return { do: 'submit', client, node, call, ...shared }
}
