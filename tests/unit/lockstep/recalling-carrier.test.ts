import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Carrier } from '../../../src/lockstep/carrier.ts'
import { RecallingCarrier } from '../../../src/lockstep/recalling-carrier.ts'
import { WasmCarrier } from '../../../src/lockstep/wasm-carrier.ts'
import { WasmProgram } from '../../../src/lockstep/wasm-program.ts'
import { ContractBreach } from '../../../src/subject/contract-breach.ts'
import { anyTrick, compileModule } from './fixtures/compile-module.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-recall-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let program: WasmProgram
beforeAll(() => {
  const file = compileModule(folder, 'tricks', anyTrick)
  program = new WasmProgram({ file, parameters: ['tricks.wasm'] })
}, 60_000)

const long = `echo ${'ü'.repeat(200_000)}`
const tricks = ['count', 'random', 'time', 'echo a', 'chatter', long]

interface Life {
  readonly seed: number
  readonly lines: readonly string[]
}

/** What a server answers from its begin on; the clock goes on with each line. */
const answersOf = (carrier: Carrier, { seed, lines }: Life): string[] => {
  carrier.begin?.(seed)
  return lines.map((line, at) => carrier.exchange(line, 10 * at))
}

const lives = fc.array(
  fc.record({ seed: fc.nat(2), lines: fc.array(fc.constantFrom(...tricks), { maxLength: 5 }) }),
  { minLength: 1, maxLength: 20 },
)

test('lines that were led along before are answered as by a server of their own', () => {
  fc.assert(
    fc.property(lives, (asked) => {
      const recalling = new RecallingCarrier(new WasmCarrier(program))
      for (const life of asked)
        expect(answersOf(recalling, life)).toEqual(answersOf(new WasmCarrier(program), life))
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('a state comes back whole: memory, also when it was smaller, globals, clock and randomness', () => {
  const carrier = new WasmCarrier(program)
  carrier.begin(1)
  carrier.exchange('count')
  const saved = carrier.save()
  const rest = ['count', 'random', 'time', 'random']
  const first = rest.map((line) => carrier.exchange(line, 20))
  expect(first[0]).toBe('{"lines":2}')
  carrier.exchange(long, 5000)
  carrier.restore(saved)
  expect(rest.map((line) => carrier.exchange(line, 20))).toEqual(first)
  // by an instance that began otherwise
  const other = new WasmCarrier(program)
  other.begin(2)
  other.restore(saved)
  expect(rest.map((line) => other.exchange(line, 20))).toEqual(first)
})

test('a breach ends it, as it ends the instance', () => {
  const carrier = new RecallingCarrier(new WasmCarrier(program))
  for (let life = 0; life < 2; life++) answersOf(carrier, { seed: 1, lines: ['count'] })
  expect(() => carrier.exchange('trap')).toThrow(ContractBreach)
  expect(carrier.isOpen).toBe(false)
})
