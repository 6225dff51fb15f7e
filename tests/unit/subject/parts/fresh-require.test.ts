import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { freshRequire } from '../../../../src/subject/parts/fresh-require.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-fresh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files: { readonly [name: string]: string } = {
  'package.json': '{}',
  'node_modules/counting/package.json': '{ "main": "lib/index.js" }',
  'node_modules/counting/lib/index.js': `#!/usr/bin/env node
    exports.early = true
    const other = require('./other')
    let count = 0
    module.exports = Object.assign(exports, {
      next: () => ++count,
      lazily: () => require('./other').next(),
      seen: other.seen,
      facts: require('./facts.json'),
      fs: require('fs'),
      where: [__filename, __dirname, module.filename === __filename, this === module.exports],
    })`,
  'node_modules/counting/lib/other.js': `
    let count = 10
    exports.next = () => ++count
    exports.seen = require('./index.js').early`,
  'node_modules/counting/lib/facts.json': '{ "is": "a fact" }',
  'node_modules/modern/package.json': '{ "type": "module", "main": "index.js" }',
  'node_modules/modern/index.js': 'export const one = 1',
  'node_modules/broken/index.js': 'throw new Error("while it loads " + ++globalThis.loads)',
}
for (const [name, text] of Object.entries(files)) {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const from = pathToFileURL(join(folder, 'adapter.ts')).href

interface Counting {
  next(): number
  lazily(): number
  readonly seen: boolean
  readonly facts: unknown
  readonly fs: unknown
  readonly where: readonly unknown[]
}

test('modules are loaded anew for each server, and once for one', () => {
  const [a, b] = [freshRequire(from), freshRequire(from)]
  const [ofA, ofB] = [a('counting') as Counting, b('counting') as Counting]
  expect([ofA.next(), ofA.next(), ofB.next()]).toEqual([1, 2, 1])
  // also what is required in the midst of a call
  expect([ofA.lazily(), ofA.lazily(), ofB.lazily()]).toEqual([11, 12, 11])
  expect(a('counting')).toBe(ofA)
  // a cycle gets what is there so far
  expect(ofA.seen).toBe(true)
  expect(ofA.facts).toEqual({ is: 'a fact' })
  expect(ofA.fs).toBe(fs)
  const file = join(folder, 'node_modules/counting/lib/index.js')
  expect(ofA.where.slice(0, 3)).toEqual([file, join(file, '..'), true])
})

test('a module is given in place of another, however deep it is required', () => {
  const other = { next: () => 'instead', seen: 'instead' }
  const load = freshRequire(from, { instead: { './other': other, fs: 'no files' } })
  const counting = load('counting') as Counting
  expect([counting.lazily(), counting.seen, counting.fs]).toEqual(['instead', 'instead', 'no files'])
})

test('an ES module is refused by name, with what to do', () => {
  const loadFrom = freshRequire(from)
  expect(() => loadFrom('modern')).toThrow(
    /modern\/index\.js.*it is an ES module.*import it at the top of your module.*"modern"/s,
  )
})

test('a module that fails is loaded again when it is asked for again', () => {
  Object.assign(globalThis, { loads: 0 })
  const load = freshRequire(from)
  expect(() => load('broken')).toThrow('while it loads 1')
  expect(() => load('broken')).toThrow('while it loads 2')
  expect(() => load('nowhere')).toThrow(/Cannot find module 'nowhere'/)
})
