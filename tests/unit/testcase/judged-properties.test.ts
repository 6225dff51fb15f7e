import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { assertJudgedProperties } from '../../../src/testcase/judged-properties.ts'

const own = { judge: () => undefined }

describe('a property that does not exist', () => {
  test('is refused with the one that was meant, and all there are', () => {
    const wrong = (): void => assertJudgedProperties({ ignore: ['log-matchin'] }, scenarios)
    expect(wrong).toThrow(
      /^ignore names the property "log-matchin", which does not exist; did you mean log-matching\?/,
    )
    expect(wrong).toThrow(/there are well-formed, .*linearizability, liveness, no-progress-without-majority$/)
    expect(() => assertJudgedProperties({ known: ['electon-safety/two-leaders'] }, scenarios)).toThrow(
      /^known names the property "electon-safety".* did you mean election-safety\?.*, storm, livelock$/,
    )
  })

  test('may be that of a scenario which does not say what it judges', () => {
    assertJudgedProperties({ ignore: ['money'], known: ['money/lost'] }, [own])
    const said = { ...own, properties: ['money'] }
    assertJudgedProperties({ ignore: ['money'], known: ['money/lost'] }, [said])
    expect(() => assertJudgedProperties({ ignore: ['mony'] }, [said])).toThrow('did you mean money?')
  })
})

test('how a subject behaves may be known, and not ignored', () => {
  assertJudgedProperties({ known: ['no-exception/TypeError', 'lockstep/exit', 'storm/storm'] }, scenarios)
  expect(() => assertJudgedProperties({ ignore: ['no-exception'] }, [own])).toThrow(
    'ignore no-exception cannot be ignored',
  )
})
