import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { codeFile, isBuiltFile, packageFolder } from '../base/package-files.ts'

/** As `exports` of package.json has it. */
interface OwnPackage {
  readonly name: string
  readonly exports: { readonly [path: string]: string | { readonly default: string } }
}

let isLinked = false

/**
 * Lets a module import `whitewater` where it is not installed: in a clone, or beside a command that is installed elsewhere.
 * It then gets the package that runs. Where one is installed, that is taken, as everywhere.
 */
export function linkOwnPackage(): void {
  if (isLinked) return
  isLinked = true
  const own = JSON.parse(readFileSync(new URL('package.json', packageFolder()), 'utf8')) as OwnPackage
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = ownFile(own, specifier)
      if (url === undefined) return next(specifier, context)
      const running = {
        url,
        format: url.endsWith('.ts') ? 'module-typescript' : 'module',
        shortCircuit: true,
      }
      try {
        const resolved = next(specifier, context)
        // a clone finds itself as it was last built, if it was: not what runs
        return isBuiltFile(resolved.url) ? running : resolved
      } catch (error) {
        if (!/MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code))) throw error
        return running
      }
    },
  })
}

/** Where one of its exports is in the code that runs. */
function ownFile({ name, exports }: OwnPackage, specifier: string): string | undefined {
  if (specifier !== name && !specifier.startsWith(`${name}/`)) return undefined
  const exported = exports[`.${specifier.slice(name.length)}`]
  if (exported === undefined || typeof exported === 'string') return undefined
  return codeFile(exported.default.replace(/^\.\/dist\/|\.js$/g, '')).href
}
