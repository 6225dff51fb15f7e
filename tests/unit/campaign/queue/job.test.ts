import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertOwnTarget, assertServable, jobOf } from '../../../../src/campaign/queue/job.ts'
import { someJob } from './some-job.ts'

const before = process.cwd()
const outside = mkdtempSync(join(tmpdir(), 'whitewater-job-'))
beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'whitewater-job-')))
  writeFileSync('mine.ts', 'export default 1\n')
  writeFileSync(join(outside, 'other.ts'), 'export default 2\n')
  symlinkSync(outside, 'link')
})
afterAll(() => process.chdir(before))

const job = (target: string, scenarios: readonly string[] = ['steady-cluster']) =>
  jobOf({ target, scenarios }, 1000)

describe('a campaign as workers are told of it', () => {
  test('names a module by its path from the working folder, with what is in it', () => {
    const told = job(`${join(process.cwd(), 'mine.ts')}#one`)
    expect(told).toMatchObject({ target: './mine.ts#one', watchdog: 1000, shape: {} })
    expect(Object.keys(told.modules)).toEqual(['./mine.ts#one'])
    expect(job('./mine.ts').modules['./mine.ts']).toBe(told.modules['./mine.ts#one'])
    expect(job('own-raft').modules).toEqual({})
    expect(() => assertServable(told, [])).not.toThrow()
  })

  test('is not served where a module is another', () => {
    const told = job('own-raft', ['./mine.ts'])
    const other = { ...told, modules: { './mine.ts': '0'.repeat(64) } }
    expect(() => assertServable(other, [])).toThrow('mine.ts: is not the file that the campaign has')
  })

  test.each([
    ['lies elsewhere', () => join(outside, 'other.ts')],
    ['is reached by a way up', () => `../${outside.split('/').at(-1)}/other.ts`],
    ['is reached by a link', () => './link/other.ts'],
  ])('is not served where a module %s, unless the worker was told of it', (_, named) => {
    const told = job(named())
    expect(() => assertServable(told, [])).toThrow('lies outside of the folder that this worker works in')
    expect(() => assertServable(told, [told.target])).not.toThrow()
  })

  test('is not served where it starts a program, unless the worker was told of it', () => {
    const told = job('lockstep:sh -c evil')
    expect(() => assertServable(told, [])).toThrow('only when it is told so')
    expect(() => assertServable(told, ['lockstep:sh -c evil'])).not.toThrow()
    expect(() => assertServable(told, ['lockstep:sh -c good'])).toThrow('serves only lockstep:sh -c good')
  })

  test('an order may name what ships with Whitewater, and nothing else of its own', () => {
    for (const target of [undefined, 'own-raft', 'own-raft+vote-twice'])
      expect(() => assertOwnTarget(target, someJob)).not.toThrow()
    for (const target of ['./mine.ts', '/tmp/evil.js#a', 'lockstep:sh'])
      expect(() => assertOwnTarget(target, someJob)).toThrow('names a target that its campaign does not')
  })
})
