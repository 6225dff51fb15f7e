import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import type { ScriptedWorld } from '../../../src/sim/scripted-world.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../src/subject/target.ts'

const plan = { ...drawPlan(scenarios[0]!, 'newest', builtInRaft()), nodes: 3, settings: {} }

/** What is the newest message from n1 to n3 once n1 has stood twice. */
function newestAfterTwoElections(target: Target) {
  let left = 2
  let newest: ReturnType<ScriptedWorld['newest']>
  const next = (world: ScriptedWorld) => {
    newest = world.newest('n1', 'n3')
    return left-- > 0 ? world.possible().timers.find(({ node }) => node === 'n1') : undefined
  }
  const { trace } = runScript(plan, target, [], { traced: true }, { clients: 1, next })
  const votes = trace!.messages.filter(({ from, to }) => from === 'n1' && to === 'n3')
  return { newest, terms: votes.map(({ body }) => (body as { term: number }).term) }
}

test('the newest message of a link is named', () => {
  const { newest, terms } = newestAfterTwoElections(builtInRaft())
  expect(terms).toEqual([1, 2])
  expect(newest).toMatchObject({ do: 'deliver', from: 'n1', to: 'n3' })
})

test('where one before it has the same canonical form and says something else, no decision means it', () => {
  const form = ({ type }: { type?: string }) => ({ type: type ?? '' })
  const blurred: Target = { ...builtInRaft(), canonicalForm: (message) => form(message as object) }
  expect(newestAfterTwoElections(blurred).newest).toBeUndefined()
})
