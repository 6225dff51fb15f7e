import * as nodeModule from 'node:module'

/** Keeps compiled modules on disk, so that the next process starts in less than half the time (Node.js' own cache). */
export const useCompileCache = (): void => void nodeModule.enableCompileCache()

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
