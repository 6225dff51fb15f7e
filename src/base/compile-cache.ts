import { mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Keeps compiled modules on disk, so that the next process starts in less than half the time (Node.js' own cache). They
 * stand where a user's caches do, not among temporary files: those are looked through for what a run has left.
 * `NODE_COMPILE_CACHE` puts them elsewhere, `NODE_DISABLE_COMPILE_CACHE=1` keeps none.
 */
export function useCompileCache(): void {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env
  // the standard of that variable passes over a relative path
  const isGiven = XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)
  const caches = isGiven ? XDG_CACHE_HOME : join(homedir(), '.cache')
  if (NODE_COMPILE_CACHE !== undefined || isThere(caches))
    nodeModule.enableCompileCache(NODE_COMPILE_CACHE ?? join(caches, 'whitewater'))
}

/** Made if need be, but not what is above it: in a home such as `/proc` that would never return. */
function isThere(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST'
  }
}

/**
 * Writes out what was compiled so far: a process that is ended by a signal would lose it. Does nothing where the cache
 * is off.
 */
export const flushCompileCache = (): void => nodeModule.flushCompileCache()

/** The variable that turns the cache on in a process that this one starts, as early as can be. */
export function compileCacheVariable(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = nodeModule.getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder }
}
