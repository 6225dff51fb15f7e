import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import { STEP, whereabouts } from '../../../src/sim/whereabouts.ts'
import {
  builtInRaft,
  type Deviation,
  type BuiltInRaftOptions,
} from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../src/subject/target.ts'

/** What a server answered to a call, refusals included, by the steps in which it was asked and in which it answered. */
export interface Answer {
  readonly node: NodeId
  readonly askedIn: number
  readonly answeredIn: number
  readonly outcome: Outcome<Json>
}

/**
 * The built-in Raft, whose every answer is written down: the trace of a run shows only what ends an operation, and a
 * refusal does not. Scripts name its messages by all that is in them: one heartbeat must not stand for another.
 */
export function answeringTarget(
  options: BuiltInRaftOptions,
  deviation: Deviation,
): { target: Target; answers: readonly Answer[] } {
  const answers: Answer[] = []
  const { canonicalForm: _, ...raft } = builtInRaft(options, deviation)
  const target: typeof raft = {
    ...raft,
    create: (environment) => {
      // `create` of the built-in Raft makes its server at once
      const node = raft.create(environment) as Exclude<ReturnType<typeof raft.create>, Promise<unknown>>
      const submit = node.submit.bind(node)
      node.submit = (command, done) => {
        const askedIn = stepUnderWay()
        submit(command, (outcome) => {
          answers.push({ node: environment.id, askedIn, answeredIn: stepUnderWay(), outcome })
          done(outcome)
        })
      }
      return node
    },
  }
  return { target: target as Target, answers }
}

const stepUnderWay = (): number => whereabouts[STEP] as number
