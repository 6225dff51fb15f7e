import { expect, test } from 'vitest'
import { plantedBugs, scenarios } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { nodeIds } from '../../../src/base/node-id.ts'
import { causeIn } from '../../../src/run/cause.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import { TracedRecorder, type Recorded } from '../../../src/run/traced-recorder.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { plantedTarget } from '../../../src/testcase/targets.ts'

const bug = present(
  plantedBugs.find(({ id }) => id === 'vote-twice'),
  'a planted bug',
)
const { nodes, settings, script } = bug.example
const plan = { ...drawPlan(scenarios[0]!, 'cause', builtInRaft()), nodes, settings: { ...settings } }
const made = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
const violation = present(made.violation, 'a breach')
const recorded: Recorded = { trace: present(made.trace, 'a trace'), script }

test('a run too long to be looked into comes to what the same breach came of before, and no other', () => {
  let kept: Recorded | undefined = recorded
  const recorder = {
    end: () => undefined,
    get recorded() {
      return kept
    },
  } as unknown as TracedRecorder
  const run = () => ({ cluster: {} as never, history: made.history })
  const causeOf = present(causeIn(recorder, nodeIds(nodes), run), 'a cause')
  expect(causeOf(violation)).toBe('second-vote-in-a-term')
  kept = undefined
  expect(causeOf(violation)).toBe('second-vote-in-a-term')
  expect(causeOf({ ...violation, shape: 'another' })).toBeUndefined()
})

test('a recorder keeps what came up to a step, and the breach', () => {
  const recorder = new TracedRecorder(builtInRaft(), nodeIds(3), 3, 2)
  const begin = (step: number): void => recorder.begin(step, step * 10, 'start', undefined, {})
  const message = { id: 0, from: 0, to: 1, message: {}, sentIn: 2 } as never
  begin(1)
  begin(2)
  recorder.sent(message)
  for (let step = 3; step < 9; step++) begin(step)
  recorder.lost(message, 'partition', undefined)
  recorder.sent({ id: 1, from: 0, to: 1, message: {}, sentIn: 3 } as never)
  recorder.violated({ ...violation, step: 2, time: 20 })
  const { trace } = present(recorder.recorded, 'what is kept')
  expect(trace.steps.map(({ step, kind }) => [step, kind])).toEqual([
    [1, 'start'],
    [2, 'start'],
    [3, 'violation'],
  ])
  expect(trace.messages.map(({ id, lost }) => [id, lost])).toEqual([[0, 'in flight']])
})

test('a recorder keeps nothing of a run of more steps than it is to keep', () => {
  const recorder = new TracedRecorder(builtInRaft(), nodeIds(3), 2)
  const begin = (step: number): void => recorder.begin(step, 0, 'start', undefined, {})
  begin(1)
  begin(2)
  expect(recorder.recorded?.trace.steps).toHaveLength(2)
  begin(3)
  expect(recorder.recorded).toBeUndefined()
  // a message of a step that is forgotten
  recorder.lost({ id: 7 } as never, 'partition', undefined)
  recorder.violated(violation)
  recorder.end(undefined)
  begin(4)
  expect(recorder.recorded).toBeUndefined()
})
