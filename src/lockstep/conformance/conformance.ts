import type { Carrier } from '../carrier.ts'
import { parseOffers } from '../../subject/parse-offers.ts'
import { describeProgram } from '../self-description.ts'
import { overheard } from './overheard.ts'
import { rules } from './rules.ts'

/** A program may take seconds for each line, and a rule has thousands. */
const RULE_MILLIS = 60_000

/** What came of one rule. */
export interface RuleVerdict {
  readonly rule: string
  readonly says: string
  readonly verdict: 'kept' | 'broken' | 'skipped'
  /** What was wrong, or why it was skipped. */
  readonly because?: string
}

export interface ConformanceReport {
  /** The name that the program gives itself. */
  readonly name: string
  readonly rules: readonly RuleVerdict[]
}

/**
 * Tries every rule of the lockstep contract on a program, each on one begun anew.
 * @throws InputError when the program cannot be started, or does not answer its first line.
 */
export function conformance(open: () => Carrier, source: string): ConformanceReport {
  const opened: Carrier[] = []
  const opening = (): Carrier => {
    const carrier = open()
    opened.push(carrier)
    return carrier
  }
  const closeAll = (): void => {
    for (const carrier of opened.splice(0)) carrier.close()
  }
  const said = describeProgram(opening, source)
  closeAll()
  let began = 0
  const assertInTime = (): void => {
    if (performance.now() - began > RULE_MILLIS)
      throw new Error(`its answers take too long: the rule is not decided after ${RULE_MILLIS / 1000} s`)
  }
  const trial = {
    open: () => overheard(opening(), { asks: assertInTime }),
    offered: parseOffers(said.offers, `${source}: offers`),
    servers: said.servers,
    batch: said.batch === true,
  }
  const verdicts = rules.map((rule): RuleVerdict => {
    const { name, says } = rule
    began = performance.now()
    try {
      const because = rule.skipped?.(trial)
      if (because !== undefined) return { rule: name, says, verdict: 'skipped', because }
      rule.try(trial)
      return { rule: name, says, verdict: 'kept' }
    } catch (error) {
      return { rule: name, says, verdict: 'broken', because: error instanceof Error ? error.message : '?' }
    } finally {
      closeAll()
    }
  })
  return { name: said.name, rules: verdicts }
}
