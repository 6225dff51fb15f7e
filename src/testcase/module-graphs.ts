import { createRequire, registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { GRAPH_MARK } from '../base/graph-mark.ts'
import { isOwnFile } from '../base/package-files.ts'
import { loadVirtually } from '../sim/globals/load-virtually.ts'
import { watchOpened } from '../sim/globals/virtual-leaks.ts'

type Namespace = Readonly<Record<string, unknown>>
type Loaded = ReturnType<Parameters<NonNullable<Parameters<typeof registerHooks>[0]['load']>>[2]>

/** Node.js keeps each ES module for ever: past so many bytes, estimated, another process should go on ... */
const WORN = 256 * 2 ** 20
/** ... and past so many, where none did, nothing is loaded anew. */
const FULL = 768 * 2 ** 20
/** What a module takes, and what its code takes for each character of its source. Measured, and rounded up. */
const MODULE_BYTES = 16 * 1024
const CODE_BYTES = 4

const require = createRequire(import.meta.url)
/** Each file is read once: one that is edited in the midst of a campaign must not change its runs. */
const sources = new Map<string, Loaded>()
/** What graphs are entered by, while they load. */
const entries = new Map<string, string>()
/** Files of the CommonJS modules in graphs: Node.js knows those by file, and forgets them when told to. */
const commonJs = new Set<string>()
let graphs = 0
let taken = 0
let isHooked = false

/** Whether so many modules were loaded anew in this process that another one should go on. */
export const isWorn = (): boolean => taken > WORN

/**
 * Loads a module anew, with all that it imports: a graph of modules with state of its own. ES modules get an address of their
 * own, which only a hook can give to what they import in turn; CommonJS modules of the graph before are forgotten. What is built into
 * Node.js, compiled addons, and this package are never loaded anew.
 *
 * Returns undefined where it cannot be done: a module in it waits at its top (`await`), fails when it is loaded
 * again, or opens something real each time; or this process is full.
 */
export function loadAnew(file: string): Namespace | undefined {
  if (taken > FULL) return undefined
  hook()
  for (const one of commonJs) Reflect.deleteProperty(require.cache, one)
  const url = `${pathToFileURL(file).href}${GRAPH_MARK}${++graphs}`
  // `require` loads at once, where `import` needs a promise; it drops a query, but not that of an import within
  const entry = fileURLToPath(new URL(`whitewater-graph-${graphs}.mjs`, url))
  entries.set(pathToFileURL(entry).href, `export * as whole from ${JSON.stringify(url)}`)
  const firstOpened = watchOpened()
  let whole: Namespace | undefined
  try {
    whole = loadVirtually(() => require(entry) as { readonly whole: Namespace }).whole
  } catch {
    // the first time it loaded: what it holds against being loaded again is not known
  } finally {
    entries.clear()
    Reflect.deleteProperty(require.cache, entry)
  }
  return firstOpened() === undefined ? whole : undefined
}

function hook(): void {
  if (isHooked) return
  isHooked = true
  registerHooks({
    resolve: (specifier, context, next) => {
      const entry = pathToFileURL(specifier).href
      if (entries.has(entry)) return { url: entry, format: 'module', shortCircuit: true }
      const resolved = next(specifier, context)
      const { url } = resolved
      const mark = markOf(context.parentURL)
      if (mark === undefined || !url.startsWith('file:') || url.includes('?') || isOwnFile(url))
        return resolved
      // `require` knows modules by file, without a query
      if (context.conditions.includes('require')) {
        commonJs.add(fileURLToPath(url))
        return resolved
      }
      return { ...resolved, url: url + mark }
    },
    load: (url, context, next) => {
      const source = entries.get(url)
      if (source !== undefined) return { format: 'module', source, shortCircuit: true }
      const at = url.lastIndexOf(GRAPH_MARK)
      return at < 0 ? next(url, context) : loadedOnce(url, url.slice(0, at), () => next(url, context))
    },
  })
}

/** The mark of the graph that a module is of. A CommonJS module is of the latest. */
function markOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const at = url.lastIndexOf(GRAPH_MARK)
  if (at >= 0) return url.slice(at)
  return url.startsWith('file:') && commonJs.has(fileURLToPath(url)) ? `${GRAPH_MARK}${graphs}` : undefined
}

function loadedOnce(url: string, plain: string, load: () => Loaded): Loaded {
  const loaded = sources.get(plain) ?? withoutTypes(load())
  if (loaded.format?.startsWith('commonjs') === true) {
    // Node.js reads it itself
    commonJs.add(fileURLToPath(plain))
    return loaded
  }
  sources.set(plain, loaded)
  taken += MODULE_BYTES + CODE_BYTES * (loaded.source?.toString().length ?? 0)
  return loaded
}

/** Its types are taken away once, not for each graph. */
function withoutTypes(loaded: Loaded): Loaded {
  const { format, source } = loaded
  const text = typeof source === 'string' || source === undefined ? source : Buffer.from(source as Uint8Array)
  return format === 'module-typescript' && text !== undefined
    ? { format: 'module', source: stripped(text.toString()), shortCircuit: true }
    : { ...loaded, shortCircuit: true }
}

/** As Node.js does when it imports TypeScript, and as quietly. */
function stripped(text: string): string {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(text)
  } finally {
    process.emitWarning = emitWarning
  }
}
