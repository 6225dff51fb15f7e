import { existsSync } from 'node:fs'

/** The sources run as they are; the package runs bundles of them. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** What processes and threads are started by: bundled each by itself, like the exports of the package. */
export const entries = [
  'src/cli/main',
  'src/isolation/subject-entry',
  'src/isolation/watchdog-thread',
  'src/lockstep/program-entry',
] as const

/** Folders of code, where the code is; `chunks` has what bundles share. */
const rooms = ['src/', 'checkers/', 'nemesis/', 'scenarios/', 'reports/', 'chunks/']

const folders: { code?: URL; whole?: URL } = {}

/** The folder that has `src/` of the code that runs. In a bundle a module does not know where in it it came to stand. */
const codeFolder = (): URL => (folders.code ??= folderWith(`src/cli/main.${extension}`, import.meta.url))

/** The folder of the package that runs: it has `package.json`. */
export const packageFolder = (): URL => (folders.whole ??= folderWith('package.json', codeFolder().href))

/** A file of the code that runs, named as in the sources and without its extension. */
export const codeFile = (name: string): URL => new URL(`${name}.${extension}`, codeFolder())

/** The file to start a process or a thread by. */
export const entryFile = (entry: (typeof entries)[number]): URL => codeFile(entry)

/** Whether it is code of this package, or of another copy of it. */
export const isOwnFile = (url: string): boolean =>
  rooms.some(
    (room) => url.startsWith(codeFolder().href + room) || url.startsWith(packageFolder().href + room),
  ) ||
  isBuiltFile(url) ||
  url.includes('/node_modules/whitewater/')

/** Whether it is of the bundles that were last built from this package, which may be others than those that run. */
export const isBuiltFile = (url: string): boolean => url.startsWith(`${packageFolder().href}dist/`)

function folderWith(file: string, from: string): URL {
  let [folder, above] = [new URL('.', from), new URL('..', from)]
  while (!existsSync(new URL(file, folder))) {
    if (folder.href === above.href) throw new Error(`${file} of the package is missing above ${from}`)
    ;[folder, above] = [above, new URL('..', above)]
  }
  return folder
}
