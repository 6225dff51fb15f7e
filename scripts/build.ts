/** Fills dist/: bundles, the types of what they export, and the licenses of what was bundled in. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bundle } from './bundle.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly bin: { readonly [name: string]: string }
  readonly exports: { readonly [path: string]: string | { readonly types: string } }
}

// what was deleted from the sources must not stay in the package
rmSync(dist, { recursive: true, force: true })

const tsc = join(root, 'node_modules', '.bin', 'tsc')
const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (compiled.status !== 0) process.exit(1)

/** Declarations that no export reaches: nobody can import them, and some name packages that are bundled in. */
function deleteUnreachable(): void {
  const reached = new Set<string>()
  const next = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [join(root, entry.types)],
  )
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*['"](\.[^'"]*)\.[jt]s['"]/g,
    ))
      next.push(resolve(dirname(file), `${path}.d.ts`))
  }
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile() && !reached.has(file)) rmSync(file)
  }
}

function writeLicenses(packages: readonly string[]): void {
  const texts = packages.map((name) => {
    const folder = join(root, 'node_modules', name)
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} is bundled in and has no license to ship with it`)
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), texts.join('\n----\n\n'))
}

deleteUnreachable()
writeLicenses(await bundle(dist))

for (const program of Object.values(manifest.bin)) {
  if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755)
  else console.warn(`build: ${program} is named in package.json but was not built`)
}
