import { expect, test } from 'vitest'
import { entryViews } from '../../../../src/subject/parts/entry-views.ts'

test('an entry is shown once, and again where it stands elsewhere', () => {
  let shown = 0
  const views = entryViews((entry: { readonly term: number; readonly command: string }) => {
    shown++
    return { term: entry.term, digest: entry.command }
  })
  const log = [
    { term: 1, command: 'a' },
    { term: 2, command: 'b' },
  ]
  expect(views(log)).toEqual([
    { index: 1, term: 1, digest: 'a' },
    { index: 2, term: 2, digest: 'b' },
  ])
  log.push({ term: 2, command: 'c' })
  expect(views(log)[2]).toEqual({ index: 3, term: 2, digest: 'c' })
  expect(shown).toBe(3)
  expect(views(log.slice(1), 2).map(({ index }) => index)).toEqual([2, 3])
  expect(shown).toBe(3)
  expect(views(log.slice(1), 1)[0]).toEqual({ index: 1, term: 2, digest: 'b' })
})
