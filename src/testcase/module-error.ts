import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError, type InputPlace } from '../base/input-error.ts'
import { valueText } from '../base/value-text.ts'
import { missingImport } from './missing-import.ts'
import { unparsedScript } from './unparsed-script.ts'

/** Longest message of somebody else's that is passed on. */
const MAX_LENGTH = 500

/** What to write in place of TypeScript that is more than types, by what Node calls it. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/enum/, "write a constant object: const Role = { follower: 'follower', leader: 'leader' } as const"],
  [/parameter property/, 'declare the field and assign it in the constructor'],
  [/namespace|module/, 'write a module of its own, and export from it'],
  [/import equals/, "write import name from 'module'"],
  [/export assignment|export equals/, 'write export default'],
]
const ERASABLE =
  'TypeScript is run by leaving its types out, so only what can be left out works (erasableSyntaxOnly); or compile it to JavaScript first'

/**
 * What to tell the user whose module cannot be loaded: where, to the line and column where that is known, what is
 * wrong there, and what to do. `path`: how the user named the module.
 */
export function moduleError(error: unknown, path: string): InputError {
  try {
    return explained(error, path)
  } catch {
    // what was thrown throws when it is read
    return new InputError(`cannot be loaded: it threw ${valueText(error)}`, { file: path })
  }
}

function explained(error: unknown, path: string): InputError {
  if (!(error instanceof Error)) {
    return new InputError(`cannot be loaded: at its top it threw ${valueText(error)}, which is no error`, {
      file: path,
    })
  }
  if (error.name === 'ProcessEndRefused')
    return new InputError(`cannot be loaded: while it loads it calls ${error.message}`, { file: path })
  if (error.name === 'InputError') return new InputError(`cannot be loaded: ${error.message}`, { file: path })
  const message = error.message.slice(0, MAX_LENGTH)
  const { code } = error as NodeJS.ErrnoException
  const place = codeFrame(error)
  switch (code) {
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
    case 'ERR_UNSUPPORTED_DIR_IMPORT': {
      const missing = missingImport(message)
      if (missing !== undefined) {
        const { place: at, message: what } = missing
        return new InputError(what, { ...at, file: shownPath(at.file) })
      }
      break
    }
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX': {
      const advice = instead.find(([what]) => what.test(message))?.[1]
      const words = message.replace(/ in strip-only mode$/, '')
      const text = [words, ...(advice === undefined ? [] : [advice]), ERASABLE].join('; ')
      return new InputError(text, place?.place ?? { file: path })
    }
    case 'ERR_IMPORT_ATTRIBUTE_MISSING':
      return new InputError(
        "it imports JSON without saying so; write import data from './data.json' with { type: 'json' }",
        { file: path },
      )
    default:
  }
  if (error instanceof SyntaxError) {
    // of JavaScript in ES modules Node shows the place only to who has no handler
    const at = place ?? (code === undefined ? codeFrame(unparsedScript(path)) : undefined)
    return new InputError(syntaxText(message, at), at?.place ?? { file: path })
  }
  return new InputError(`cannot be loaded: ${error.name}: ${message}`, whereThrown(error) ?? { file: path })
}

interface CodeFrame {
  readonly place: InputPlace
  /** The text of that line. */
  readonly line: string
}

function syntaxText(message: string, place: CodeFrame | undefined): string {
  if (/does not provide an export named/.test(message)) {
    const name = /named '([^']*)'/.exec(message)?.[1] ?? 'it'
    return `${message}; correct the name, or, if it is a type, write import type { ${name} }`
  }
  if (place?.line.trimStart().startsWith('@') === true) {
    return `${message}: decorators are not supported; call the function instead`
  }
  return `not valid as a module: ${message}`
}

/** Node puts the file, the number of the line, some lines up to it, and a caret before the stack of a syntax error. */
function codeFrame(error: Error | undefined): CodeFrame | undefined {
  const [header = '', ...lines] = String(error?.stack).split('\n')
  const [, file, number] = /^(\S.*):(\d+)$/.exec(header) ?? []
  const caret = lines.findIndex((line) => /^\s*\^+$/.test(line))
  if (file === undefined) return undefined
  // none where the text ends too soon
  if (caret < 1) return { place: { file: shownPath(file), line: Number(number) }, line: '' }
  const column = (lines[caret] ?? '').indexOf('^') + 1
  const place = { file: shownPath(file), line: Number(number), column }
  return { place, line: lines[caret - 1] ?? '' }
}

/** The first place in the stack that is not Node's own. */
function whereThrown(error: Error): InputPlace | undefined {
  const place =
    /^ +at .*?\(?((?:file:\/\/)?\/[^\n()]*|(?:file:\/\/\/)?[A-Za-z]:[^\n()]*):(\d+):(\d+)\)?$/m.exec(
      String(error.stack),
    )
  if (place === null) return undefined
  const [, file = '', line, column] = place
  return { file: shownPath(file), line: Number(line), column: Number(column) }
}

/** A path as the user sees it: from the current folder where it is inside. */
function shownPath(fileOrUrl: string): string {
  const file = fileOrUrl.startsWith('file:') ? fileURLToPath(fileOrUrl) : fileOrUrl
  const near = relative(process.cwd(), file)
  return near === '' || near.startsWith('..') ? file : near
}
