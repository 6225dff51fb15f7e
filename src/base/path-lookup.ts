import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Where a program is: in the first folder of `PATH` that has it, or, when the name has a folder in it, there.
 * @returns undefined when there is none that may be executed
 */
export function inPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  if (isAbsolute(program) || program.includes('/')) {
    const path = resolve(program)
    return isProgram(path) ? path : undefined
  }
  // without a PATH the system looks into folders of its own; then nothing is found, rather than guessed
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => resolve(join(folder, program))).find(isProgram)
}
