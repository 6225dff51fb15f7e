import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-modules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = join(import.meta.dirname, 'load-modules.ts')

/** What comes of loading each. All in one process, as a process takes longer than a module. */
function answersTo(specs: readonly string[]): readonly string[] {
  const given = JSON.stringify([50, ...specs])
  return JSON.parse(execFileSync(process.execPath, [program, given], { encoding: 'utf8' })) as string[]
}

type Case = readonly [name: string, text: string | undefined, answer: RegExp, spec?: string]

function tests(cases: readonly Case[]): void {
  for (const [name, text] of cases) if (text !== undefined) writeFileSync(join(folder, name), text)
  const answers = answersTo(cases.map(([name, , , spec = name]) => join(folder, spec)))
  test.each(cases.map(([name, , answer, spec = name], at) => [spec, answers[at], answer] as const))(
    '%s',
    (_, given, answer) => {
      expect(given).toMatch(answer)
    },
  )
}

const GOOD = "{ kind: 'in-process', name: 'x', create() {} }"

describe('a module that cannot be loaded', () => {
  tests([
    ['ok.ts', `export type Call = number\nexport default ${GOOD}\n`, /^loaded/],
    ['data.json', '{}', /a \.json file is not a module/],
    ['open.ts', 'export default {\n  x: [1, 2\n}\n', /open\.ts:3:1: not valid as a module: Expected ','/],
    [
      'words.mjs',
      'export const a = 1\nsyntax error here\n',
      /words\.mjs:2:8: not valid as a module: Unexpected identifier/,
    ],
    [
      'enum.ts',
      'export const a = 1\n  enum Role { A }\n',
      /enum\.ts:2:3: .*enum is not supported; write a constant object.*erasableSyntaxOnly/,
    ],
    [
      'field.ts',
      'class A {\n  constructor(private x: number) {}\n}\n',
      /field\.ts:2:23: .*declare the field and assign it/,
    ],
    [
      'space.ts',
      'namespace N { export const a = 1 }\n',
      /space\.ts:1:1: .*namespace.*write a module of its own/,
    ],
    ['equals.ts', "import fs = require('fs')\n", /equals\.ts:1:1: .*write import name from/],
    [
      'sign.ts',
      'const d = () => {}\n@d class A {}\nexport default A',
      /sign\.ts:2:1: .*decorators are not supported/,
    ],
    ['bare.ts', "\nimport x from './ok'\n", /bare\.ts:2:15: there is no module '\.\/ok'; write '\.\/ok\.ts'/],
    [
      'habit.ts',
      "import x from './ok.js'\n",
      /habit\.ts:1:15: there is no module '\.\/ok\.js'; write '\.\/ok\.ts'/,
    ],
    [
      'gone.ts',
      "import x from './gone-away.ts'\n",
      /gone\.ts:1:15: there is no module '\.\/gone-away\.ts'; correct the path/,
    ],
    [
      'package.ts',
      "import x from 'no-such-package-here'\n",
      /package\.ts:1:15: there is no package 'no-such-package-here' here; npm install/,
    ],
    [
      'type.ts',
      "import { Call } from './ok.ts'\nexport const a: Call = 1\n",
      /type\.ts:1:10: .*if it is a type, write import type \{ Call \}/,
    ],
    ['json.ts', "import data from './data.json'\nexport default data\n", /with \{ type: 'json' \}/],
    [
      'boom.ts',
      'export const a = 1\nfunction f() {\n  throw new RangeError("deep")\n}\nf()\n',
      /boom\.ts:3:9: cannot be loaded: RangeError: deep/,
    ],
    [
      'text.ts',
      'throw "text"\n',
      /text\.ts: cannot be loaded: at its top it threw "text", which is no error/,
    ],
    [
      'proxy.ts',
      'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })\nexport {}',
      /proxy\.ts: cannot be loaded/,
    ],
    ['deep.mjs', "import './words.mjs'\n", /words\.mjs:2:8: not valid as a module: Unexpected identifier/],
    ['fault.ts', 'export const a = \n', /fault\.ts:1: not valid/],
    // the module at fault is named, not the one that imports it
    ['innocent.ts', "import './fault.ts'\n", /fault\.ts:1: not valid/],
    [
      'forever.ts',
      'await new Promise(() => {})\nexport default 1\n',
      /forever\.ts: it has not finished loading after 0\.05 s/,
    ],
  ])
})

describe('what is no module', () => {
  mkdirSync(join(folder, 'folder.ts'))
  tests([
    ['folder.ts', undefined, /it is a folder/],
    ['none.ts', undefined, /no such file/],
    ['data2.json', '{}', /a \.json file is not a module/],
    ['page.tsx', GOOD, /name it \.ts/],
    ['noending', '', /a file without an ending is not a module/],
  ])
})

describe('a module that exports something else', () => {
  tests([
    [
      'nothing.ts',
      'export const a = 1\n',
      /it has no default export of a target; export one made with inProcess\(\{ \.\.\. \}\) \(it exports a\)/,
    ],
    ['named.ts', `export const mine = ${GOOD}\n`, /did you mean .*named\.ts#mine\? \(it exports mine\)/],
    [
      'class.ts',
      'export default class MyRaft {}\n',
      /the class MyRaft: wrap it, export default inProcess\(\{ name: 'MyRaft', create: \(environment\) => new MyRaft\(environment\) \}\)/,
    ],
    ['function.ts', `export default async () => (${GOOD})\n`, /a function: call it/],
    ['promise.ts', `export default Promise.resolve(${GOOD})\n`, /a promise: .*export default await/],
    [
      'scenario.ts',
      "export default { name: 'x', about: 'y', coverageMarks: [] }\n",
      /but a scenario: name it as whitewater run/,
    ],
    ['number.ts', 'export default 3\n', /but 3; export one made with/],
    ['hostile.ts', 'export default new Proxy({}, { get() { throw 1 }, has() { throw 1 } })\n', /but a Proxy/],
    ['common.cjs', 'module.exports = { a: 1 }\n', /but \{"a":1\}.*\(it exports default/],
    [
      'names.ts',
      'export const a = 1\n',
      /it has no export "b"; correct the name \(it exports a\)/,
      'names.ts#b',
    ],
  ])
})

describe('a target is found', () => {
  const compiled = `Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = ${GOOD}\n`
  tests([
    ['fine.ts', `export default ${GOOD}\n`, /^loaded/],
    ['other.ts', `export const b = ${GOOD}\n`, /^loaded/, 'other.ts#b'],
    ['fine.cjs', `module.exports = ${GOOD}\n`, /^loaded/],
    ['compiled.cjs', compiled, /^loaded/],
    ['a#b.ts', `export default ${GOOD}\n`, /^loaded/],
  ])
})
