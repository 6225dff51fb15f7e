import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { parseJob, parseOrder, parseOutcome } from '../../../../src/campaign/queue/messages.ts'
import { done, someJob, someOrder } from './some-job.ts'

const { version } = someJob

describe('messages of a queue', () => {
  test('are read as they were written', () => {
    expect(parseJob(JSON.stringify(someJob), version)).toEqual(someJob)
    expect(parseOrder(JSON.stringify(someOrder))).toEqual(someOrder)
    expect(parseOutcome(JSON.stringify(done(2)), someOrder)).toEqual(done(2))
  })

  test.each([
    [{ version: '9.9.9' }, /is of Whitewater 9\.9\.9 \(protocol 1\), and this worker is of 1\.2\.3/],
    [{ protocol: 2 }, /\(protocol 2\)/],
  ])('a campaign of another version is told from a damaged one: %j', (change, message) => {
    const text = JSON.stringify({ ...someJob, ...change, strange: true })
    expect(() => parseJob(text, version)).toThrow(message)
  })

  test.each([
    ['no JSON', '{', /is no JSON/],
    ['something else', '7', /the campaign in the queue/],
    ['a field too many', JSON.stringify({ ...someJob, more: 1 }), /more/],
    ['a field that is wrong', JSON.stringify({ ...someJob, scenarios: [] }), /field scenarios/],
    ['what is too long', JSON.stringify('x'.repeat(9 * 1024 * 1024)), /longer than 8 MiB/],
    ['what is nested too deep', '['.repeat(100_000) + ']'.repeat(100_000), /the campaign in the queue/],
  ])('a campaign that is %s is refused', (_, text, message) => {
    expect(() => parseJob(text, version)).toThrow(InputError)
    expect(() => parseJob(text, version)).toThrow(message)
  })

  test('an order without seeds, or with a guided search, is refused', () => {
    expect(() => parseOrder(JSON.stringify({ ...someOrder, seeds: [] }))).toThrow(/field seeds/)
    expect(() => parseOrder(JSON.stringify({ ...someOrder, guided: { name: 'a' } }))).toThrow(/guided/)
  })

  const failure = {
    ...{ scenario: 'steady-cluster', seed: '1-0', signature: 'a/b', property: 'a' },
    ...{ headline: 'broke', step: 3, digest: '0123' },
  }
  const tally = { ...(done(2) as { readonly tally: object }).tally, failed: 1, failures: [failure] }
  const outcome = (change: object): string => JSON.stringify({ type: 'done', tally: { ...tally, ...change } })

  test.each([
    ['more runs than were ordered', outcome({ runs: 3 }), /tally\.runs/],
    ['no run', outcome({ runs: 0, failed: 0, failures: [] }), /tally\.runs/],
    ['failures that were not counted', outcome({ failed: 2 }), /tally\.failed/],
    ['more failures than runs', outcome({ unknown: 2 }), /tally\.failed/],
    ['a seed of another order', outcome({ failures: [{ ...failure, seed: '1-2' }] }), /tally\.failures/],
    ['another scenario', outcome({ failures: [{ ...failure, scenario: 'x' }] }), /tally\.failures/],
    ['a negative count', outcome({ steps: -1 }), /tally\.steps/],
    [
      'a text that is too long',
      outcome({ failures: [{ ...failure, headline: 'x'.repeat(5000) }] }),
      /headline/,
    ],
    [
      'a run that it has not',
      JSON.stringify({ type: 'ended', position: 2, because: '', how: 'died', shape: '' }),
      /position/,
    ],
  ])('an outcome with %s is refused', (_, text, message) => {
    expect(parseOutcome(outcome({}), someOrder)).toMatchObject({ type: 'done' })
    expect(() => parseOutcome(text, someOrder)).toThrow(message)
  })

  test('a name that would change what objects are is no name of a count', () => {
    const text = outcome({}).replace('"coverageMarks":{}', '"coverageMarks":{"__proto__":1}')
    const parsed = parseOutcome(text, someOrder)
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined()
    expect(parsed.type).toBe('done')
  })
})
