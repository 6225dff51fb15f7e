import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../base/input-error.ts'

/** Whether a name on the command line means a file. */
export const isPath = (name: string): boolean => /[\\/]|\.[cm]?[jt]s(#|$)/.test(name)

/**
 * What a user's module exports: by default, or under the name after `#`.
 * @throws InputError when there is no such file, it cannot be loaded, or exports something else.
 */
export async function loadExport<T>(
  spec: string,
  what: string,
  is: (value: unknown) => value is T,
  example: string,
): Promise<T> {
  const [path = '', name = 'default'] = spec.split('#')
  const file = resolve(path)
  if (!existsSync(file))
    throw new InputError(`no such file; give the path of a module that exports a ${what}`, path)
  let module: { readonly [name: string]: unknown }
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module
  } catch (error) {
    throw new InputError(`cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, path)
  }
  const value = module[name]
  if (is(value)) return value
  const exports = Object.keys(module).join(', ') || 'nothing'
  throw new InputError(
    `${name === 'default' ? 'its default export' : `its export "${name}"`} is not a ${what}; export one made with ${example} (it exports ${exports})`,
    path,
  )
}
