import { lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../base/make-folder.ts'
import { InputError } from '../base/input-error.ts'
import { packageFolder } from '../base/package-files.ts'
import { shellWord } from '../base/shell-word.ts'
import type { Starter } from './starters.ts'

/** What was written, and what to do with it. */
export interface WrittenStarter {
  readonly language: string
  /** As given. */
  readonly folder: string
  /** Below the folder. */
  readonly files: readonly string[]
  /** For a shell, in the folder that `init` was called in. */
  readonly next: string
}

/**
 * Writes a starter into a folder, which is made when it is missing.
 * @throws InputError when a file of it is already there, by any of its names; nothing is written then
 */
export function writeStarter({ files, language, ...starter }: Starter, folder: string): WrittenStarter {
  assertFree(
    folder,
    files.map(({ to }) => to),
  )
  const contents = files.map(({ example, to }) => ({ path: join(folder, to), ...readExample(example) }))
  const written: string[] = []
  try {
    for (const { path, text, mode } of contents) {
      makeFolder(dirname(path))
      // fails where somebody else has been quicker
      writeFileSync(path, text, { flag: 'wx', mode })
      written.push(path)
    }
  } catch (error) {
    // all of it or nothing: the next try would be refused for what this one left
    for (const path of written) rmSync(path, { force: true })
    throw error
  }
  return { language, folder, files: files.map(({ to }) => to), next: nextCommand(starter, folder) }
}

/** An example of the package. A program stays one, whatever the archive it came in made of its mode. */
function readExample(example: string): { readonly text: string; readonly mode: number } {
  const text = readFileSync(new URL(`examples/${example}`, packageFolder()), 'utf8')
  return { text, mode: text.startsWith('#!') ? 0o755 : 0o644 }
}

function assertFree(folder: string, files: readonly string[]): void {
  const inTheWay = files.filter((file) => isThere(join(folder, file)))
  if (inTheWay.length > 0) {
    const what = inTheWay.length === 1 ? 'it is' : 'they are'
    throw new InputError(
      `${what} already there, and init overwrites nothing; move what is in the way, or name another folder: whitewater init DIR`,
      { file: inTheWay.map((file) => join(folder, file)).join(', ') },
    )
  }
  for (const file of files) {
    for (let above = resolve(folder, dirname(file)); above !== dirname(above); above = dirname(above)) {
      if (isThere(above) && !isFolder(above)) {
        throw new InputError('it is a file, where a folder has to be; move it away, or name another folder', {
          file: above,
        })
      }
    }
  }
}

/** Also of a link that leads nowhere: writing to it would make what it points at. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    // what is above it is a file, which is said of that
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

function nextCommand(
  { command, importsPackage }: Pick<Starter, 'command' | 'importsPackage'>,
  folder: string,
): string {
  const enter = resolve(folder) === resolve() ? [] : [`cd ${shellWord(folder)}`]
  const install = importsPackage && !hasPackage(folder) ? ['npm install --save-dev whitewater'] : []
  return [...enter, ...install, command].join(' && ')
}

/** Whether a module in the folder can import the package. Not asked of Node: a subject's hooks may answer for it. */
function hasPackage(folder: string): boolean {
  for (let above = resolve(folder); ; above = dirname(above)) {
    if (isThere(join(above, 'node_modules/whitewater/package.json')) || isOwn(above)) return true
    if (above === dirname(above)) return false
  }
}

/** Whether the folder is that of the package itself, whose modules may import it by its name. */
function isOwn(folder: string): boolean {
  try {
    return (
      (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }).name ===
      'whitewater'
    )
  } catch {
    return false
  }
}
