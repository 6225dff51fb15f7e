import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { starterFor, starterLanguages } from '../../../src/starter/starters.ts'
import { writeStarter } from '../../../src/starter/write-starter.ts'

const root = join(import.meta.dirname, '../../..')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitewater-starter-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const allFiles = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()

test.each(starterLanguages)('%s: copies of the examples, in a folder that is made', (language) => {
  const starter = starterFor(language)
  const there = join(folder, 'new', 'project')
  const { files, next } = writeStarter(starter, there)
  expect(files).toEqual(starter.files.map(({ to }) => to))
  expect(files).toContain('.github/workflows/whitewater-nightly.yml')
  for (const { example, to } of starter.files) {
    const text = readFileSync(join(root, 'examples', example), 'utf8')
    expect(readFileSync(join(there, to), 'utf8')).toBe(text)
    // a program can be started
    expect((statSync(join(there, to)).mode & 0o111) !== 0, to).toBe(text.startsWith('#!'))
  }
  expect(next).toMatch(/^cd \/.*new\/project && .*npx whitewater run --target /)
})

test('where the package is not installed, what imports it begins with installing it', () => {
  expect(writeStarter(starterFor('typescript'), join(folder, 'a')).next).toContain(
    ' && npm install --save-dev whitewater && npx ',
  )
  expect(writeStarter(starterFor('python'), join(folder, 'b')).next).not.toContain('npm install')
  const installed = join(folder, 'node_modules/whitewater')
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'package.json'), '{ "name": "whitewater", "exports": "./index.js" }')
  writeFileSync(join(installed, 'index.js'), '')
  expect(writeStarter(starterFor('typescript'), join(folder, 'c')).next).not.toContain('npm install')
})

test('a folder is named as a shell reads it', () => {
  const { next } = writeStarter(starterFor('python'), join(folder, "it's $HOME"))
  expect(next).toContain(`cd '${folder}/it'\\''s $HOME' && npx`)
})

describe('nothing is written', () => {
  /** The refusal; what there was before is all there is after. */
  function refusal(language = 'typescript'): string {
    const before = allFiles()
    try {
      writeStarter(starterFor(language), folder)
    } catch (error) {
      expect(allFiles()).toEqual(before)
      expect((error as Error).name).toBe('InputError')
      return (error as Error).message
    }
    throw new Error('it was written')
  }

  test('over a file, even the last of them', () => {
    mkdirSync(join(folder, '.github/workflows'), { recursive: true })
    const mine = join(folder, '.github/workflows/whitewater-nightly.yml')
    writeFileSync(mine, 'mine')
    expect(refusal()).toContain('whitewater-nightly.yml')
    expect(readFileSync(mine, 'utf8')).toBe('mine')
    writeFileSync(join(folder, 'raft.test.ts'), '')
    expect(refusal()).toMatch(/raft\.test\.ts.*whitewater-nightly\.yml.*they are already there/)
  })

  test('twice', () => {
    writeStarter(starterFor('python'), folder)
    expect(refusal('python')).toMatch(/raft\.py.*lockstep\.py.*overwrites nothing/)
  })

  test('over a folder, or through a link that leads nowhere', () => {
    mkdirSync(join(folder, 'raft.py'))
    expect(refusal('python')).toContain('raft.py')
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'my-raft.ts'))
    expect(refusal()).toContain('my-raft.ts')
    expect(lstatSync(join(folder, 'my-raft.ts')).isSymbolicLink()).toBe(true)
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false)
  })

  test('where a file is in the place of a folder', () => {
    writeFileSync(join(folder, '.github'), '')
    expect(refusal()).toMatch(/\.github: it is a file, where a folder has to be/)
  })
})

test('a language there is no starter for is refused with those there are', () => {
  expect(() => starterFor('cobol')).toThrow(/no starter for "cobol"; there are typescript, python/)
  expect(() => starterFor('__proto__')).toThrow(/no starter/)
})
