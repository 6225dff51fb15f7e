import type { Millis } from '../../src/base/time.ts'
import type { Json } from '../../src/base/json.ts'
import type { Step } from '../../src/run/schedule/step.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { defineScenario } from '../define-scenario.ts'
import { wordsOf, type Words } from './words.ts'

interface ScheduleParts extends Pick<Scenario, 'name' | 'about' | 'notes'> {
  /** What a target must offer beside registers. */
  readonly needs?: NonNullable<Scenario['needs']>
  /** How many servers it is played with, exactly. */
  readonly servers: 3 | 4 | 5
  /** Settings of the built-in Raft without which the trap cannot be set. */
  readonly settings?: { readonly [setting: string]: Json }
  /** Its steps, one after the other. */
  play(words: Words): readonly Step[]
}

/** So many election timeouts a schedule may take in all; it ends as soon as its steps do. */
const LONGEST = 100
/** The longest election timeout that is drawn for the built-in Raft; for a slower subject time is stretched. */
const DRAWN_TIMEOUT: Millis = 600

/**
 * A canonical schedule: a scenario whose steps are told one by one. Nothing else happens: no other faults, and as good as
 * no other operations.
 */
export function schedule({ servers, needs = [], settings = {}, play, ...words }: ScheduleParts): Scenario {
  return defineScenario({
    ...words,
    needs: ['registers', ...needs],
    servers,
    nodes: [servers],
    chaos: LONGEST * DRAWN_TIMEOUT,
    clients: 1,
    rate: 0.001,
    settings: { registration: 'implicit', preVote: false, checkQuorum: false, ...settings },
    steps: ({ electionTimeout }) => play(wordsOf(electionTimeout)),
    coverageMarks: ['trapSet', 'operationSucceeded'],
  })
}
