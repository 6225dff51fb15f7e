import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { PipeCarrier } from '../../src/lockstep/pipe-carrier.ts'
import { programSpecText } from '../../src/lockstep/program-spec.ts'
import { resolveTarget } from '../../src/testcase/targets.ts'
import { TestCase } from '../../src/testcase/test-case.ts'

afterEach(() => void vi.restoreAllMocks())

const schema = (name: string) =>
  new Ajv2020({ strict: true, allowUnionTypes: true }).compile<unknown>(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../schema', name), 'utf8')) as object,
  )

test('every line of a real run, in both directions, fits its schema', async () => {
  const [toProgram, fromProgram] = [schema('lockstep-to-program.json'), schema('lockstep-from-program.json')]
  const events = new Map<string, number>()

  const exchange = PipeCarrier.prototype.exchange
  vi.spyOn(PipeCarrier.prototype, 'exchange').mockImplementation(function (this: PipeCarrier, line) {
    const answer = exchange.call(this, line)
    const asked = JSON.parse(line) as { readonly event: string }
    events.set(asked.event, (events.get(asked.event) ?? 0) + 1)
    if (!toProgram(asked)) throw new Error(`${line}: ${JSON.stringify(toProgram.errors)}`)
    if (!fromProgram(JSON.parse(answer))) throw new Error(`${answer}: ${JSON.stringify(fromProgram.errors)}`)
    return answer
  })
  const program = join(import.meta.dirname, 'fixtures/lockstep/played-raft.ts')
  const target = programSpecText({ bin: process.execPath, args: [program] })
  const make = await resolveTarget(target)
  const scenario = scenarios.find(({ name }) => name === 'everything-at-once')
  if (scenario === undefined) throw new Error('there is no scenario everything-at-once')
  const { status } = await new TestCase({ scenario, target, make, seed: '1', shape: {} }).run()
  expect(status).toBe('valid')
  expect([...events.keys()].sort()).toEqual(
    expect.arrayContaining(['crash', 'init', 'message', 'submit', 'synced', 'timer']),
  )
})
