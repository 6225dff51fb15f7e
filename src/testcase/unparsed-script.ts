import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Files of one module graph that are looked at. */
const MAX_FILES = 50
const CHECK_MILLIS = 10_000

/**
 * The first script, from the module at `path` on along its relative imports, that Node cannot parse: as a syntax error
 * whose stack begins with the place. Undefined where each can be parsed. Nothing is run.
 */
export function unparsedScript(path: string): SyntaxError | undefined {
  const files = [resolve(path)]
  for (const file of files) {
    if (/\.[cm]?js$/.test(file)) {
      const { status, stderr } = spawnSync(process.execPath, ['--check', file], {
        encoding: 'utf8',
        timeout: CHECK_MILLIS,
      })
      const message = /^SyntaxError: (.*)$/m.exec(stderr)?.[1]
      if (status !== 0 && message !== undefined) {
        const error = new SyntaxError(message)
        error.stack = stderr
        return error
      }
    }
    for (const imported of importsOf(file)) {
      if (!files.includes(imported) && files.length < MAX_FILES) files.push(imported)
    }
  }
  return undefined
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/\b(?:import|from)\b\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g)]
    .map(([, specifier = '']) => resolve(dirname(file), specifier))
    .filter((imported) => existsSync(imported))
}
