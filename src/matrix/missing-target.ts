import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { inPath } from '../base/path-lookup.ts'
import { isProgramSpec, parseProgramSpec } from '../lockstep/program-spec.ts'
import { isPath } from '../testcase/user-module.ts'

/**
 * Why a target is not there: its program is not built or its tool not installed, its module does not exist. Undefined: it is
 * there, or its name stands for what needs no file.
 * @throws InputError when a `lockstep:` target names no program.
 */
export function missingTarget(target: string): string | undefined {
  if (isProgramSpec(target)) {
    const { bin } = parseProgramSpec(target)
    const isModule = bin.endsWith('.wasm')
    const found = isModule ? existsSync(resolve(bin)) : inPath(bin, process.env) !== undefined
    if (found) return undefined
    if (isModule) return `there is no ${bin}`
    return bin.includes('/') ? `there is no program ${bin}` : `there is no program ${bin} in the PATH`
  }
  if (!isPath(target)) return undefined
  const path = existsSync(resolve(target)) ? target : target.replace(/#[^#]*$/, '')
  const file = resolve(path)
  return existsSync(file) && statSync(file).isFile() ? undefined : `there is no file ${path}`
}
