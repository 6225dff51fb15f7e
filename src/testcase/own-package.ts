import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** As `exports` of package.json has it. */
interface OwnPackage {
  readonly name: string
  readonly exports: { readonly [path: string]: string | { readonly default: string } }
}

const root = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../', import.meta.url)
let isLinked = false

const ownFolders = ['src', 'dist', 'checkers', 'nemesis', 'reports', 'scenarios'].map(
  (folder) => new URL(`${folder}/`, root).href,
)

/** Whether it is part of this package, or of another copy of it. */
export const isOwnFile = (url: string): boolean =>
  ownFolders.some((folder) => url.startsWith(folder)) || url.includes('/node_modules/whitewater/')

/**
 * Lets a module import `whitewater` where it is not installed: in a clone, or beside a command that is installed elsewhere.
 * It then gets the package that runs. Where one is installed, that is taken, as everywhere.
 */
export function linkOwnPackage(): void {
  if (isLinked) return
  isLinked = true
  const own = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as OwnPackage
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context)
      } catch (error) {
        const url = ownFile(own, specifier)
        if (url === undefined || !/MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code)))
          throw error
        return { url, format: url.endsWith('.ts') ? 'module-typescript' : 'module', shortCircuit: true }
      }
    },
  })
}

/** Where one of its exports is: in a clone in the sources. */
function ownFile({ name, exports }: OwnPackage, specifier: string): string | undefined {
  if (specifier !== name && !specifier.startsWith(`${name}/`)) return undefined
  const exported = exports[`.${specifier.slice(name.length)}`]
  if (exported === undefined || typeof exported === 'string') return undefined
  const built = exported.default
  const path = import.meta.url.endsWith('.ts') ? built.replace('/dist/', '/').replace(/\.js$/, '.ts') : built
  return new URL(path, root).href
}
