import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextsRead, UNREADABLE } from '../../../../checkers/models/registers/texts-read.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 })

test('texts are one state when they are one text, or none that was read begins with either', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.array(text, { maxLength: 6 }), (read, parts) => {
      const texts = new TextsRead(read)
      const seen = new Map<number, string>()
      let state = texts.stateOf('')
      let whole = ''
      for (const part of parts) {
        state = texts.appended(state, part)
        whole += part
        expect(state === UNREADABLE).toBe(!['', ...read].some((one) => one.startsWith(whole)))
        expect(texts.stateOf(whole)).toBe(state)
        if (state !== UNREADABLE) expect(seen.get(state) ?? whole).toBe(whole)
        seen.set(state, whole)
      }
    }),
    { seed: 3, numRuns: 3000 },
  )
})
