import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { checkText, jsonLines } from './check-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-model-'))
afterAll(() => rmSync(folder, { recursive: true }))
const stored = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const checkers = pathToFileURL(resolve('checkers/index.ts')).href
const stack = stored(
  'stack.ts',
  `import { defineModel } from '${checkers}'
   const stack = defineModel<readonly unknown[]>({
     name: 'stack',
     functions: ['push', 'pop'],
     init: () => [],
     step(stack, { f, value, outcome }) {
       if (value === 'bad') throw new Error('not on my stack')
       if (f === 'push') return [...stack, value]
       const top = stack.at(-1) ?? null
       return outcome.type === 'ok' && outcome.value !== top ? undefined : stack.slice(0, -1)
     },
   })
   export default stack
   export const named = { ...stack, name: 'named' }
   export const other = 7
  `,
)

const pushed = jsonLines(
  [0, 'invoke', 'push', 1],
  [0, 'ok', 'push', 1],
  [0, 'invoke', 'push', 2],
  [0, 'ok', 'push', 2],
)
const pops = (value: unknown): string =>
  `${pushed}${jsonLines([1, 'invoke', 'pop', null], [1, 'ok', 'pop', value])}`

test('a right history passes, and one with a violation does not', async () => {
  const right = await checkText(pops(2), { model: stack })
  expect(right).toMatchObject({ code: 0, stderr: '' })
  expect(right.stdout).toMatch(/^stdin: linearizable \(stack\); 3 operations/)
  const wrong = await checkText(pops(1), { model: stack })
  expect(wrong.code).toBe(1)
  expect(wrong.stdout).toContain(
    'pop of the stack returned 1, but the stack was [1,2] since push(2) returned.',
  )
})

test('an export is named after a #', async () => {
  const { code, stdout } = await checkText(pops(2), { model: `${stack}#named`, json: true })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ valid: true, model: 'named' })
})

test.each([
  [join(folder, 'none.ts'), 'no such file; give the path of a module that exports a model'],
  [`${stack}#other`, 'its export "other" is not a model, but 7; did you mean'],
  [stored('empty.ts', 'export {}'), 'it has no default export of a model'],
  [stored('thrown.ts', 'throw new Error("no luck")'), 'thrown.ts:1:7: cannot be loaded: Error: no luck'],
])('254: %s', async (model, message) => {
  const { code, stderr } = await checkText(pops(2), { model })
  expect(code).toBe(254)
  expect(stderr).toContain(message)
})

test('254: an operation the model has not, or fails at, with its line', async () => {
  const strange = await checkText(jsonLines([0, 'invoke', 'peek', null]), { model: stack })
  expect(strange.code).toBe(254)
  expect(strange.stderr).toContain('stdin:1')
  const bad = await checkText(
    `${pushed}${jsonLines([0, 'invoke', 'push', 'bad'], [0, 'ok', 'push', 'bad'])}`,
    {
      model: stack,
    },
  )
  expect(bad.code).toBe(254)
  expect(bad.stderr).toContain('stdin:5: ')
  expect(bad.stderr).toContain('the model stack failed at push("bad") in state [1,2]: not on my stack')
})
