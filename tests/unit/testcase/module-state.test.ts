import { expect, test } from 'vitest'
import type { RunResult } from '../../../src/run/run-result.ts'
import { ModuleState, runKnowingModules, watchModules } from '../../../src/testcase/module-state.ts'
import type { Target } from '../../../src/subject/target.ts'

/** A target, and runs of it whose digest is what `digest` gives for new modules and for the n-th run on shared ones. */
function watchedRuns(
  digest: (shared: number | undefined) => string,
  status: RunResult['status'] = 'valid',
  isAsync = false,
) {
  const target = {
    name: 'some',
    kind: 'in-process',
    create: () => {
      throw new Error('not run')
    },
    renew: () => target,
  } as Target
  const modules = new ModuleState()
  watchModules(target, modules)
  const made: string[] = []
  let sharedRuns = 0
  const run = () =>
    runKnowingModules(target, (one) => {
      const isNew = one.renew !== undefined
      made.push(isNew ? 'new' : 'shared')
      const result = { status, digest: digest(isNew ? undefined : sharedRuns++) } as RunResult
      return isAsync ? Promise.resolve(result) : result
    })
  const numbered = async (count: number): Promise<string[]> => {
    const digests = []
    for (let at = 0; at < count; at++) digests.push((await run()).digest)
    return digests
  }
  return { run: numbered, made, modules }
}

test.each([false, true])(
  'modules that keep nothing that shows are shared after a few runs',
  async (isAsync) => {
    const { run, made } = watchedRuns(() => 'same', 'valid', isAsync)
    expect(new Set(await run(16))).toEqual(new Set(['same']))
    const both = ['new', 'shared']
    // the first four, then the eighth and the sixteenth
    const others = Array.from({ length: 3 }, () => 'shared')
    const longer = Array.from({ length: 7 }, () => 'shared')
    expect(made).toEqual([both, both, both, both, others, both, longer, both].flat())
  },
)

test('modules whose state shows are never shared again, and no run of them counts', async () => {
  const { run, made } = watchedRuns((shared) => (shared === undefined ? 'fresh' : `after ${shared}`))
  expect(new Set(await run(10))).toEqual(new Set(['fresh']))
  expect(made.filter((one) => one === 'shared')).toHaveLength(1)
})

test('state that shows late is seen at the next comparison, and in what does not hold at once', async () => {
  const late = (shared: number | undefined): string =>
    shared !== undefined && shared >= 6 ? 'late' : 'fresh'
  const held = watchedRuns(late)
  await held.run(8)
  expect(held.modules.shows).toBe(true)
  const broken = watchedRuns(late, 'invalid')
  expect(new Set(await broken.run(12))).toEqual(new Set(['fresh']))
})
