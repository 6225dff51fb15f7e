import type { NodeId } from '../base/node-id.ts'
import type { Script } from '../record/decision.ts'
import type { ServerInput } from './server-input.ts'

/** How often something may happen to one server. */
interface Allowance {
  readonly node: NodeId
  /** `fire <timer>`, `restart` or `submit <operation>`. */
  readonly what: string
  readonly times: number
}

/** As many counters as fit into a word, of this many bits. */
const MAX_ALLOWANCES = 7
const BITS = 4
const MOST = 15

const kindOf = (input: ServerInput): string | undefined => {
  switch (input.type) {
    case 'fire':
      return `fire ${input.timer}`
    case 'restart':
      return 'restart'
    case 'submit':
      return `submit ${input.operation}`
    case 'deliver':
      return undefined
  }
}

/**
 * Keeps a search to what a script is made of: the same timers of the same servers, calls and restarts, each as often at
 * most, in any order; messages arrive as they like. What is left of it is one word of a state.
 */
export class Guide {
  readonly #allowances: readonly Allowance[]

  private constructor(allowances: readonly Allowance[]) {
    this.#allowances = allowances
  }

  /**
   * The guide of a script. Its operation `i`, from 0, is its call number `i`.
   * @returns undefined for a script that is made of more than fits.
   */
  static of(script: Script): Guide | undefined {
    const times = new Map<string, Allowance>()
    let operation = 0
    for (const one of script) {
      if (one.do !== 'fire' && one.do !== 'crash' && one.do !== 'submit') continue
      const what =
        one.do === 'fire' ? `fire ${one.timer}` : one.do === 'crash' ? 'restart' : `submit ${operation++}`
      const key = `${one.node} ${what}`
      times.set(key, { node: one.node, what, times: (times.get(key)?.times ?? 0) + 1 })
    }
    const allowances = [...times.values()]
    if (allowances.length > MAX_ALLOWANCES || allowances.some((one) => one.times > MOST)) return undefined
    return new Guide(allowances)
  }

  /** Nothing has happened yet. */
  get begin(): number {
    return this.#allowances.reduce((word, { times }, at) => word | (times << (at * BITS)), 0)
  }

  /** What is left after an input of a server; -1: it may not happen any more. */
  after(word: number, node: NodeId, input: ServerInput): number {
    const what = kindOf(input)
    if (what === undefined) return word
    const at = this.#allowances.findIndex((one) => one.node === node && one.what === what)
    if (at < 0 || ((word >> (at * BITS)) & MOST) === 0) return -1
    return word - (1 << (at * BITS))
  }
}
