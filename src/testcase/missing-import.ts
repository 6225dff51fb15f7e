import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InputPlace } from '../base/input-error.ts'

/** An import that leads nowhere: where it stands, as far as known, and what to do. */
export interface MissingImport {
  readonly place: ImportPlace
  readonly message: string
}

/** In a file that there is. */
interface ImportPlace extends InputPlace {
  readonly file: string
}

/** What people leave out, and what they write for it out of habit. */
const endings = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.tsx', '/index.ts', '/index.js']

/** Reads Node's message; undefined when it is of another form. */
export function missingImport(message: string): MissingImport | undefined {
  const match =
    /^(?:Cannot find module|Directory import) '([^']*)' (?:is not supported resolving ES modules )?imported from (\S.*)$/m.exec(
      message,
    )
  if (match !== null) {
    const [, target = '', from = ''] = match
    const written = specifierOf(plain(target), plain(from))
    const near = nearby(plain(target))
    const advice =
      near === undefined
        ? 'correct the path'
        : `write '${pathFrom(plain(from), near)}': a path names the file with its ending`
    return { place: written.place, message: `there is no module '${written.text}'; ${advice}` }
  }
  const inPackage = /^Cannot find package '([^']*)' imported from (\S.*)$/m.exec(message)
  if (inPackage !== null) {
    const [, name = '', from = ''] = inPackage
    // a folder of node_modules that lacks its entry file is named by its path
    const isPath = name.startsWith('/') || name.startsWith('file:')
    const { place, text } = isPath ? { place: { file: plain(from) }, text: name } : located(plain(from), name)
    return { place, message: `there is no package '${text}' here; npm install ${isPath ? 'again' : text}` }
  }
  const notExported = /^(Package subpath '[^']*' is not defined by "exports").* imported from (\S.*)$/m.exec(
    message,
  )
  if (notExported === null) return undefined
  return {
    place: { file: plain(notExported[2] ?? '') },
    message: `${notExported[1]}; import what the package exports`,
  }
}

const plain = (fileOrUrl: string): string =>
  fileOrUrl.startsWith('file:') ? fileURLToPath(fileOrUrl) : fileOrUrl

/** A file beside the one meant that is there. */
function nearby(target: string): string | undefined {
  const stem = target.replace(/\.[cm]?[jt]sx?$/, '')
  return [...endings.map((ending) => target + ending), ...endings.map((ending) => stem + ending)].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  )
}

function pathFrom(file: string, target: string): string {
  const path = relative(dirname(file), target).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

/** The import as it is written in the file, found by what it resolves to. */
function specifierOf(target: string, file: string): { readonly place: ImportPlace; readonly text: string } {
  for (const [, text = ''] of sourceOf(file).matchAll(/['"](\.{0,2}\/[^'"\n]*)['"]/g)) {
    if (resolve(dirname(file), text) === target.replace(/\/$/, '')) return located(file, text)
  }
  return { place: { file }, text: pathFrom(file, target) }
}

function located(file: string, text: string): { readonly place: ImportPlace; readonly text: string } {
  const lines = sourceOf(file).split('\n')
  for (const [index, line] of lines.entries()) {
    const at = Math.max(line.indexOf(`'${text}`), line.indexOf(`"${text}`))
    if (at >= 0) return { place: { file, line: index + 1, column: at + 1 }, text }
  }
  return { place: { file }, text }
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
