import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin, stripTypeScriptTypes } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { InputError } from '../../base/input-error.ts'

interface CommonJsModule {
  exports: unknown
  readonly id: string
  readonly filename: string
  readonly children: readonly never[]
  readonly paths: readonly string[]
  loaded: boolean
}

type Require = ((name: string) => unknown) & { readonly resolve: NodeJS.RequireResolve }
type Body = (
  this: unknown,
  exports: unknown,
  require: Require,
  module: CommonJsModule,
  filename: string,
  folder: string,
) => void

/** What was compiled, by file: it runs anew for each server, with variables of its own. */
const bodies = new Map<string, Body>()

/**
 * A `require` that loads modules anew: with the state of their own that a process has, which nothing of another server, or of
 * an earlier run, has touched. To be called in `create`, once for each server, so that modules load inside it, too, with its
 * clocks, timers and randomness. For CommonJS packages, their dependencies included; what is built into Node.js, JSON
 * and compiled addons come from Node.js itself.
 *
 * @param from where names are resolved: `import.meta.url`.
 * @param options.instead what to give in place of a module, by the name it is required under: of one that opens sockets or files
 * when it is loaded, say, or that cannot be built here.
 * @throws InputError when something required is an ES module: Node.js keeps one of each for the whole process.
 * @example
 * create: (environment) => new (freshRequire(import.meta.url)('some-raft'))(environment.id)
 */
export function freshRequire(
  from: string,
  { instead = {} }: { readonly instead?: { readonly [name: string]: unknown } } = {},
): (name: string) => unknown {
  return requireFrom(from, new Map(), new Map(Object.entries(instead)))
}

function requireFrom(
  from: string,
  modules: Map<string, CommonJsModule>,
  instead: ReadonlyMap<string, unknown>,
): Require {
  const real = createRequire(from)
  const fresh = (name: string): unknown => {
    if (instead.has(name)) return instead.get(name)
    if (isBuiltin(name)) return real(name) as unknown
    const file = real.resolve(name)
    const ending = extname(file)
    if (ending === '.json' || ending === '.node') return real(file) as unknown
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const module: CommonJsModule = {
      exports: {},
      id: file,
      filename: file,
      children: [],
      paths: [],
      loaded: false,
    }
    modules.set(file, module)
    try {
      const body = bodyOf(file, name)
      body.call(
        module.exports,
        module.exports,
        requireFrom(file, modules, instead),
        module,
        file,
        dirname(file),
      )
    } catch (error) {
      modules.delete(file)
      throw error
    }
    module.loaded = true
    return module.exports
  }
  return Object.assign(fresh, { resolve: real.resolve, cache: {}, main: undefined, extensions: {} })
}

function bodyOf(file: string, name: string): Body {
  const known = bodies.get(file)
  if (known !== undefined) return known
  if (isEsModule(file)) {
    throw new InputError(
      `it is an ES module, of which Node.js keeps one for the whole process; import it at the top of your module, or give the CommonJS build of "${name}"`,
      { file },
    )
  }
  const text = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/^#!.*/, '')
  const source = extname(file) === '.cts' ? stripTypeScriptTypes(text) : text
  const body = compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: file,
  }) as Body
  bodies.set(file, body)
  return body
}

/** By its ending, or by what the nearest package.json says. */
function isEsModule(file: string): boolean {
  const ending = extname(file)
  if (ending === '.mjs' || ending === '.mts') return true
  if (ending === '.cjs' || ending === '.cts') return false
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        readonly type?: string
      }
      return type === 'module'
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      if (dirname(folder) === folder) return false
    }
  }
}
