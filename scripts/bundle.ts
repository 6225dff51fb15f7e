import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entries } from '../src/base/package-files.ts'

const root = join(import.meta.dirname, '..')

/** Dependencies that are bundled in all the same: loading its files would take half of a short command's time. */
const bundledIn = ['zod']

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
