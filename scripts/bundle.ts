import { build, type Plugin } from 'esbuild'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entries } from '../src/base/package-files.ts'

const root = join(import.meta.dirname, '..')

/** Dependencies that are bundled in all the same: loading its files would take half of a short command's time. */
const bundledIn = ['zod']

/**
 * The modules of `src/base` as one. A chunk holds what the same entry points reach: left alone these make thirty chunks of some
 * hundred bytes, and opening each takes a third of a millisecond. Those that import packages or ask the machine stay by
 * themselves: the Raft alone has no use for them.
 */
const baseAsOne: Plugin = {
  name: 'base-as-one',
  setup({ onResolve, onLoad }) {
    const folder = join(root, 'src/base')
    const names = readdirSync(folder).filter(
      (name) => !/ from '[^.]/.test(readFileSync(join(folder, name), 'utf8')),
    )
    onResolve({ filter: /\/base\/[a-z-]+\.ts$/ }, ({ path, resolveDir }) => {
      const name = names.find((one) => join(folder, one) === join(resolveDir, path))
      return name === undefined ? undefined : { path: folder, namespace: 'base-as-one' }
    })
    onLoad({ filter: /./, namespace: 'base-as-one' }, () => ({
      contents: names.map((name) => `export * from './${name}'`).join('\n'),
      resolveDir: folder,
    }))
  },
}

/**
 * Modules of Node.js that are asked for without an import. An import reads each of their exports, and for some, such as the
 * streams and promises of `node:fs`, that loads what is behind them. Not those that a simulation patches.
 */
const builtinsAsAsked: Plugin = {
  name: 'builtins-as-asked',
  setup({ onLoad }) {
    const imported = /^import (\w+|\{[^}]*\}) from 'node:(fs|process|util)';?$/gm
    onLoad(
      { filter: /[\\/](src|reports|nemesis|checkers|scenarios|commander[\\/]lib)[\\/].*\.[jt]s$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(imported, (_, names: string, builtin: string) => {
          // an import's words for a type and for another name are not those of a pattern
          const pattern = names.replace(/\btype \w+,?/g, '').replace(/(\w+) as (\w+)/g, '$1: $2')
          return `const ${pattern} = globalThis.process.getBuiltinModule('node:${builtin}')`
        }),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }),
    )
  },
}

/** Commander starts programs that are verbs, of which there are none; what starts them takes a tenth of its own start. */
const noProgramsAsVerbs: Plugin = {
  name: 'no-programs-as-verbs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'no-programs-as-verbs' } : undefined,
    )
    onLoad({ filter: /./, namespace: 'no-programs-as-verbs' }, () => ({ contents: 'export default {}' }))
  },
}

/** What `list` prints is known when the package is built. */
const listingAsValue: Plugin = {
  name: 'listing-as-value',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]cli[\\/]listing\.ts$/ }, async () => {
      const { listing } = await import('../src/cli/listing.ts')
      return { contents: `export const listing = () => Promise.resolve(${JSON.stringify(await listing())})` }
    })
  },
}

interface Manifest {
  readonly dependencies: { readonly [name: string]: string }
  readonly peerDependencies: { readonly [name: string]: string }
  readonly exports: { readonly [path: string]: string | { readonly default: string } }
}

/**
 * Bundles the product into a folder: one file an entry point, named as its source is, and what they share in `chunks/`.
 * A process then opens a tenth of the files. All entry points share one copy of each module: an error of
 * one is an instance of the class that another exports.
 *
 * @param more entry points besides, named as in the sources and without their extension.
 * @returns the packages of npm that were bundled in.
 */
export async function bundle(folder: string, more: readonly string[] = []): Promise<string[]> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const exported = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [entry.default.replace(/^\.\/dist\/|\.js$/g, '')],
  )
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries, ...exported, ...more].map((entry) => `${entry}.ts`),
    outdir: folder,
    outbase: '.',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
      (name) => !bundledIn.includes(name),
    ),
    plugins: [baseAsOne, listingAsValue, builtinsAsAsked, noProgramsAsVerbs],
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  const names = Object.keys(metafile.inputs).map(
    (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
  )
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}
