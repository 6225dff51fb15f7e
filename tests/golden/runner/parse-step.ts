import { InputError } from '../../../src/base/input-error.ts'
import type { Json } from '../../../src/base/json.ts'
import { parseExpectation } from './expectation.ts'
import type { ScriptStep } from './script-step.ts'

/** The number by which the operator stands among the clients. */
export const OPERATOR = 0

const FORMS = `one of
  elect n1 [by n2 n3]          timer n1 election|heartbeat|transfer
  deliver n1->n2 [WORDS] [again]   drop n1->n2|n1->* [WORDS]   delay n1->n2|n1->* [WORDS]
  settle [n1 n2]               partition n1 n2 | n3      heal
  crash n1                     restart n1                sync n1
  c1 write x 1 at n1           c1 read x at n1           c1 cas x 1->2 at n1     c1 retry at n1
  c2/c1 write x 1 at n1        c1 status 1 at n1       c1 open-session at n1
  operator add n4 remove n2,n3 learners n5 at n1       operator transfer [n2] at n1
  expect ...                   # a heading of the trace
("(held)" at the end of a line: what the server writes is not on its disk before "sync")`

/**
 * Reads one line of a script.
 * @throws InputError with `where`, what is wrong and the forms there are.
 */
export function parseStep(line: string, where: string, servers: readonly string[]): ScriptStep {
  const parser = new StepParser(where, servers)
  const held = line.endsWith('(held)')
  const step = parser.step(held ? line.slice(0, -'(held)'.length).trim() : line, held)
  if (held && !('hold' in step))
    throw new InputError('nothing is written here that could be held back', { file: where })
  return step
}

class StepParser {
  readonly #where: string
  readonly #servers: readonly string[]

  constructor(where: string, servers: readonly string[]) {
    this.#where = where
    this.#servers = servers
  }

  step(line: string, hold: boolean): ScriptStep {
    if (line.startsWith('#')) return { do: 'note', text: line.slice(1).trim() }
    const words = line.split(/\s+/)
    const [verb = '', first = '', ...rest] = words
    switch (verb) {
      case 'elect':
        if (rest.length > 0 && rest[0] !== 'by') this.#fail(`"${rest[0]}" stands where "by" could stand`)
        return {
          do: 'elect',
          node: this.#server(first),
          by: rest.length === 0 ? undefined : this.#serversOf(rest.slice(1)),
        }
      case 'timer':
        return { do: 'timer', node: this.#server(first), timer: this.#timer(rest.join(' ')), hold }
      case 'deliver': {
        const again = rest.at(-1) === 'again'
        const text = (again ? rest.slice(0, -1) : rest).join(' ')
        return { do: verb, ...this.#link(first, false), words: text, again, hold }
      }
      case 'drop':
      case 'delay':
        return { do: verb, ...this.#link(first, true), words: rest.join(' ') }
      case 'settle':
        return { do: verb, among: words.length === 1 ? undefined : this.#serversOf(words.slice(1)) }
      case 'partition':
        return { do: verb, groups: this.#groups(line.slice(verb.length)) }
      case 'heal':
        if (words.length > 1) this.#fail(`"${words.slice(1).join(' ')}" is one word too many`)
        return { do: verb }
      case 'crash':
      case 'restart':
      case 'sync':
        if (rest.length > 0) this.#fail(`"${rest.join(' ')}" is one word too many`)
        return { do: verb, node: this.#server(first) }
      case 'expect':
        return { do: verb, expectation: parseExpectation(words.slice(1), this.#where, this.#servers) }
      default:
        return this.#call(verb, words.slice(1), hold)
    }
  }

  #call(who: string, words: readonly string[], hold: boolean): ScriptStep {
    const [, own, of] = /^c([1-9]\d?)(?:\/c([1-9]\d?))?$/.exec(who) ?? []
    const client = who === 'operator' ? OPERATOR : Number(own ?? Number.NaN)
    if (Number.isNaN(client)) this.#fail(`"${who}" is no step of a script; it must be ${FORMS}`)
    if (words.at(-2) !== 'at') this.#fail(`say at which server: "${who} ${words.join(' ')} at n1"`)
    const node = this.#server(words.at(-1) as string)
    const [f = '', ...rest] = words.slice(0, -2)
    if (f === 'retry') return { do: 'retry', client, node, hold }
    const call = client === OPERATOR ? this.#operatorCall(f, rest) : this.#clientCall(f, rest)
    return { do: 'call', client, session: of === undefined ? undefined : Number(of), node, call, hold }
  }

  #clientCall(f: string, [key, value, ...more]: readonly string[]): Json {
    if (more.length > 0) this.#fail(`"${more.join(' ')}" is too much for a ${f}`)
    if (f === 'status' && key !== undefined && value === undefined) return { f, value: this.#number(key) }
    if (f === 'open-session' && key === undefined) return { f, value: null }
    if (f === 'read' && key !== undefined && value === undefined) return { f, key, value: null }
    if (f === 'write' && value !== undefined) return { f, key: key as string, value: this.#number(value) }
    const [from, to, ...others] = value?.split('->') ?? []
    if (f === 'cas' && to !== undefined && others.length === 0)
      return { f, key: key as string, value: [this.#number(from as string), this.#number(to)] }
    return this.#fail(
      `a client calls "read x", "write x 1", "cas x 1->2", "status 1", "open-session" or "retry"`,
    )
  }

  #operatorCall(f: string, rest: readonly string[]): Json {
    if (f === 'transfer' && rest.length <= 1)
      return { f: 'transfer-leadership', value: rest[0] === undefined ? null : this.#server(rest[0]) }
    const change: { [what: string]: readonly string[] } = {}
    const words = [f, ...rest]
    for (let at = 0; at < words.length; at += 2) {
      const what = words[at] as string
      if (!['add', 'remove', 'learners'].includes(what) || words[at + 1] === undefined)
        this.#fail('an operator asks for "add n4", "remove n2,n3", "learners n5", or "transfer n2"')
      change[what] = this.#serversOf((words[at + 1] as string).split(','))
    }
    return { f: 'reconfigure', value: change }
  }

  #number(text: string): number | null {
    if (text === 'null') return null
    if (!/^-?\d{1,9}$/.test(text)) this.#fail(`"${text}" is no whole number, and not null`)
    return Number(text)
  }

  #timer(name: string): string {
    if (!['election', 'heartbeat', 'transfer'].includes(name))
      this.#fail(`"${name}" is no timer; there are election, heartbeat and transfer`)
    return name
  }

  #link(text: string, many: boolean): { from: string; to: string } {
    const [from = '', to, ...more] = text.split('->')
    if (to === undefined || more.length > 0) this.#fail(`"${text}" is no link; write "n1->n2"`)
    if (to === '*' && many) return { from: this.#server(from), to }
    return { from: this.#server(from), to: this.#server(to) }
  }

  #groups(text: string): readonly (readonly string[])[] {
    const groups = text.split('|').map((group) => this.#serversOf(group.trim().split(/\s+/)))
    const named = groups.flat()
    if (groups.length < 2 || new Set(named).size !== named.length || named.length !== this.#servers.length)
      this.#fail('a partition names every server once: "partition n1 n2 | n3"')
    return groups
  }

  #serversOf(names: readonly string[]): readonly string[] {
    if (names.length === 0) this.#fail('name at least one server')
    return names.map((name) => this.#server(name))
  }

  #server(name: string): string {
    if (!this.#servers.includes(name))
      this.#fail(`"${name}" is no server; there are ${this.#servers.join(', ')}`)
    return name
  }

  #fail(what: string): never {
    throw new InputError(what, { file: this.#where })
  }
}
