import { describe, expect, test } from 'vitest'
import { Probes, type Probe } from '../../../src/run/probes.ts'
import type { Client } from '../../../src/workload/index.ts'

/** Probes in a run whose elections the test counts; what they told their clients, in order. */
function scene() {
  const told: string[] = []
  const run = { elections: 1 }
  const begin = (probe: Probe): Client => {
    told.push(`${probe} begins`)
    const tell = (what: string) => () => told.push(`${probe} ${what}`)
    return { retire: tell('retires'), resume: tell('resumes') } as unknown as Client
  }
  const probes = new Probes({ elections: () => run.elections, begin })
  const ask = (probe: Probe, succeeded: boolean): void => {
    probes.invoked(probe)
    probes.ended(probe, succeeded)
  }
  return { told, run, probes, ask }
}

describe('who asks once the faults are healed', () => {
  test('a writer until one write succeeds, then a reader until one read does, then nobody', () => {
    const { told, probes, ask } = scene()
    ask('writer', false)
    ask('writer', false)
    expect(probes.answered).toBe(false)
    ask('writer', true)
    expect([probes.answered, probes.quiet]).toEqual([true, false])
    ask('reader', false)
    ask('reader', true)
    expect(probes.quiet).toBe(true)
    probes.look()
    expect(probes.quiet).toBe(true)
    expect(told).toEqual(['writer begins', 'writer retires', 'reader begins', 'reader retires'])
  })

  test('a subject that answers no read is not asked for ever', () => {
    const { probes, ask } = scene()
    ask('writer', true)
    for (let n = 0; n < 5; n++) ask('reader', false)
    expect(probes.quiet).toBe(true)
  })

  test('another leader begins another round, with the same clients', () => {
    const { told, run, probes, ask } = scene()
    ask('writer', true)
    ask('reader', true)
    run.elections++
    probes.look()
    expect([probes.quiet, probes.rounds]).toEqual([false, 2])
    ask('writer', true)
    ask('reader', true)
    probes.look()
    expect([probes.quiet, probes.rounds]).toEqual([true, 2])
    expect(told.slice(-4)).toEqual(['writer resumes', 'writer retires', 'reader resumes', 'reader retires'])
  })

  test('so does one that was elected while the write was under way', () => {
    const { run, probes, ask } = scene()
    probes.invoked('writer')
    run.elections++
    probes.ended('writer', true)
    ask('reader', true)
    probes.look()
    expect([probes.quiet, probes.rounds]).toEqual([false, 2])
  })
})
