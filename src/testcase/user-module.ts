import { existsSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../base/input-error.ts'
import { loadVirtually } from '../sim/globals/load-virtually.ts'
import { loadAnew } from './module-graphs.ts'
import { moduleError } from './module-error.ts'
import { linkOwnPackage } from './own-package.ts'
import { wrongExport } from './wrong-export.ts'

/** Whether a name on the command line means a file. */
export const isPath = (name: string): boolean => /[\\/]|\.[cm]?[jt]sx?(#|$)|\.json(#|$)/.test(name)

/** How long a module may take to load. One that waits for something at its top would wait forever. */
const LOAD_MILLIS = 20_000

type Module = { readonly [name: string]: unknown }

/**
 * What a user's module exports: by default, or under the name after `#`.
 * @throws InputError when there is no such file, it cannot be loaded, or exports something else: where, what is wrong,
 * and what to do.
 */
export async function loadExport<T>(
  spec: string,
  what: string,
  is: (value: unknown) => value is T,
  example: string,
  millis = LOAD_MILLIS,
): Promise<T> {
  const { path, name } = specParts(spec)
  const file = resolve(path)
  assertModule(file, path, what)
  const module = await loaded(file, path, millis)
  const value = exported(module, name)
  const fits = (one: unknown): one is T => {
    try {
      return is(one)
    } catch {
      // a proxy that throws when it is looked at is nothing of ours
      return false
    }
  }
  if (fits(value)) return value
  const exports = Object.keys(module).filter((one) => one !== 'module.exports')
  const like = exports.filter((one) => fits(exported(module, one)))
  throw new InputError(wrongExport(value, { what, example, path, name, exports, like }), { file: path })
}

/** What the module exports under that name when it is loaded anew, see {@link loadAnew}; undefined where it cannot be. */
export function loadExportAnew<T>(spec: string, is: (value: unknown) => value is T): T | undefined {
  const { path, name } = specParts(spec)
  const module = loadAnew(resolve(path))
  const value = module === undefined ? undefined : exported(module, name)
  return is(value) ? value : undefined
}

/** The name of an export follows the last `#`, unless that is part of the file's own name. */
export function specParts(spec: string): { readonly path: string; readonly name: string } {
  const at = spec.lastIndexOf('#')
  if (at < 0 || existsSync(resolve(spec))) return { path: spec, name: 'default' }
  return { path: spec.slice(0, at), name: spec.slice(at + 1) || 'default' }
}

function assertModule(file: string, path: string, what: string): void {
  if (!existsSync(file))
    throw new InputError(`no such file; give the path of a module that exports a ${what}`, { file: path })
  if (statSync(file).isDirectory()) {
    throw new InputError(`it is a folder; give the path of a module in it that exports a ${what}`, {
      file: path,
    })
  }
  const ending = extname(file)
  if (/^\.[cm]?[jt]s$/.test(ending)) return
  const advice = /x$/.test(ending) ? 'name it .ts, or compile it to .js' : 'give one that ends in .ts or .js'
  throw new InputError(
    `${ending === '' ? 'a file without an ending' : `a ${ending} file`} is not a module; ${advice}`,
    { file: path },
  )
}

async function loaded(file: string, path: string, millis: number): Promise<Module> {
  linkOwnPackage()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const message = `it has not finished loading after ${millis / 1000} s: something at its top waits (await), or works, for too long; do that in create(environment)`
    late.reject(new InputError(message, { file: path }))
  }, millis)
  try {
    return await Promise.race([
      loadVirtually(() => import(pathToFileURL(file).href) as Promise<Module>),
      late.promise,
    ])
  } catch (error) {
    throw error instanceof InputError && error.place.file === path ? error : moduleError(error, path)
  } finally {
    clearTimeout(timer)
  }
}

/** An export by name; of a CommonJS module that was compiled from ES modules, what it calls its default. */
function exported(module: Module, name: string): unknown {
  const value = module[name]
  if (name !== 'default' || typeof value !== 'object' || value === null) return value
  try {
    return '__esModule' in value && 'default' in value ? value.default : value
  } catch {
    // a proxy that throws when it is looked at
    return value
  }
}
