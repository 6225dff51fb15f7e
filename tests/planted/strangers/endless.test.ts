import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { mutants } from './mutants.ts'
import { planted, smallStranger, written } from './stranger.ts'

// failures whose events never end, of a Raft whose messages say nothing that is known

const folder = mkdtempSync(join(tmpdir(), 'whitewater-endless-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['truncate-on-any-append', 'message-storm', '1-0', 'livelock'],
  ['next-index-stays', 'minority-down', '1-0', 'liveness'],
])('%s: a loop of a hundred thousand steps is shown in some hundred', async (id, name, seed, property) => {
  const mistake = present(
    mutants.find((one) => one.id === id),
    'a mistake',
  )
  const target = written(planted(smallStranger(), mistake), join(folder, id))
  const scenario = present(scenarioNamed(name), 'a scenario')
  const testCase = new TestCase({ scenario, target, make: await resolveTarget(target), seed })
  const failed = await testCase.run()
  expect(failed.violation).toMatchObject({ property })
  expect(failed.counts.steps).toBeGreaterThan(100_000)
  const { minimized } = await testCase.minimize(failed)
  const { record, after } = present(minimized, 'a minimized failure')
  expect(after.steps).toBeLessThan(2500)
  expect(record.violation).toMatchObject({ property: 'livelock', cause: 'messages-without-end' })
  expect(record.violation?.headline).toMatch(/^events do not end: \d{5,} with the usual limits/)
  // the loop is in it
  expect(record.trace?.steps.filter(({ kind }) => kind === 'deliver').length).toBeGreaterThan(100)
})
