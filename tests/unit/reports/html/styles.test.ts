import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../../../reports/html/page')
const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'))

/** Declarations of a sheet outside of media queries, as `selector property: value`. */
function declarations(sheet: string): string[] {
  const text = readFileSync(join(folder, sheet), 'utf8')
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
  return [...text.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) =>
    selectors.split(',').flatMap((selector) =>
      body
        .split(';')
        .map((one) => one.trim().replaceAll(/\s+/g, ' '))
        .filter((one) => one !== '')
        .map((one) => `${selector.trim().replaceAll(/\s+/g, ' ')} ${one}`),
    ),
  )
}

test('the sheets of both pages are read', () => {
  expect(sheets).toEqual(expect.arrayContaining(['tokens.css', 'base.css', 'check.css', 'document.css']))
  expect(declarations('base.css')).toContain('a color: var(--blue)')
})

test('nothing stands in two sheets: what both pages have is in the shared ones', () => {
  const places = new Map<string, string>()
  const twice: string[] = []
  for (const sheet of sheets) {
    for (const one of new Set(declarations(sheet))) {
      const other = places.get(one)
      if (other !== undefined) twice.push(`${one} (${other}, ${sheet})`)
      places.set(one, sheet)
    }
  }
  expect(twice).toEqual([])
})

test('colours are tokens: no other sheet names one', () => {
  const named = sheets
    .filter((sheet) => sheet !== 'tokens.css')
    .flatMap((sheet) => declarations(sheet).filter((one) => /#[0-9a-f]{3,8}\b|light-dark\(/i.test(one)))
  expect(named).toEqual([])
})
