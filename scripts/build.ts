/** Fills dist/: compiled modules with their types, and whatever they read at run time that is not TypeScript. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const folders = ['src', 'checkers', 'nemesis', 'scenarios', 'reports']

/** Sources of generated files: only what is generated from them ships. */
const sourcesOnly = ['checkers/porcupine-wasm/assembly', 'reports/html/page']

function ships(path: string): boolean {
  const inside = relative(root, path).split(sep).join('/')
  if (sourcesOnly.includes(inside)) return false
  if (statSync(path).isDirectory()) return true
  return !/\.tsx?$/.test(inside) && !basename(inside).startsWith('tsconfig')
}

// what was deleted from the sources must not stay in the package
rmSync(dist, { recursive: true, force: true })

const tsc = join(root, 'node_modules', '.bin', 'tsc')
const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (compiled.status !== 0) process.exit(1)

for (const folder of folders) {
  if (existsSync(join(root, folder))) {
    cpSync(join(root, folder), join(dist, folder), { recursive: true, filter: ships })
  }
}

const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  bin: Record<string, string>
}
for (const program of Object.values(bin)) {
  if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755)
  else console.warn(`build: ${program} is named in package.json but was not built`)
}
