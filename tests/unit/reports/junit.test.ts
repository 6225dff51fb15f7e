import { describe, expect, test } from 'vitest'
import { junitXml } from '../../../reports/index.ts'
import type { RunBatch } from '../../../reports/index.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { ATTACK, hostileFailure } from './fixtures/hostile.ts'
import { parseXml } from './fixtures/parse-xml.ts'

const batch = (scenario: string, more: Partial<RunBatch> = {}): RunBatch => ({
  scenario,
  seeds: '0x1 to 0x32',
  runs: 50,
  seconds: 1.25,
  failures: [],
  unknown: [],
  ...more,
})

describe('JUnit', () => {
  test('has a test case per batch, and counts what it has', () => {
    const xml = parseXml(
      junitXml([
        batch('steady-3n'),
        batch('crash-voter-3n', { failures: [doubleVote] }),
        batch('snapshot-5n', { unknown: [{ seed: '0x7', because: 'no operation was ok' }] }),
      ]),
    )
    const [suite] = xml.children
    const cases = suite?.children ?? []
    expect(cases.map((one) => one.children[0]?.name)).toEqual([undefined, 'failure', 'error'])
    for (const element of [xml, suite]) {
      expect(element?.attributes.get('tests')).toBe('3')
      expect(element?.attributes.get('failures')).toBe('1')
      expect(element?.attributes.get('errors')).toBe('1')
      expect(element?.attributes.get('time')).toBe('3.750')
    }
    expect(cases[1]?.children[0]?.attributes.get('message')).toContain('Term 1 has two leaders')
    expect(cases[1]?.children[0]?.text).toContain('replay  npx whitewater replay w1s:c0ffee')
    expect(cases[2]?.children[0]?.text).toContain('seed 0x7: no operation was ok')
  })

  test('writes signs outside ASCII as they are, in UTF-8', () => {
    const because = 'Raft §5.4.1: n1 → n2, été'
    const text = junitXml([batch('steady-3n', { unknown: [{ seed: '0x7', because }] })])
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/)
    expect(text).toContain(because)
    const violation = {
      ...doubleVote.record.violation!,
      headline: because,
      proof: [{ kind: 'let' as const, text: because }],
    }
    const failure = { record: { ...doubleVote.record, violation }, replayCommand: '' }
    const element = parseXml(junitXml([batch('steady-3n', { failures: [failure] })]))
    expect(element.children[0]?.children[0]?.children[0]?.text).toContain(`Let      ${because}`)
    expect(element.children[0]?.children[0]?.children[0]?.attributes.get('message')).toBe(because)
  })

  test('stays well-formed whatever the subject writes', () => {
    const xml = parseXml(
      junitXml([
        batch(ATTACK, { failures: [hostileFailure()], unknown: [{ seed: ATTACK, because: ATTACK }] }),
      ]),
    )
    const failure = xml.children[0]?.children[0]?.children[0]
    expect(failure?.attributes.get('message')).toContain('</script><img src=x onerror="alert(1)">')
  })

  test('the parser of this test refuses what is not XML', () => {
    expect(() => parseXml('<a><b></a>')).toThrow('closes another')
    expect(() => parseXml('<a>&nbsp</a>')).toThrow('ampersand')
    expect(() => parseXml('<a>\u0000</a>')).toThrow('forbidden')
    expect(() => parseXml('<a x="<"/>')).toThrow('not well-formed')
  })
})
