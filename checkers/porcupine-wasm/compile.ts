/**
 * Compiles the search core to WebAssembly and writes it, as base64 in a TypeScript module, to
 * `build/search-wasm.ts`. Runs at `npm run prepare`.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const here = dirname(fileURLToPath(import.meta.url))

const { error, stdout, stderr, binary } = await compileSearch()
if (error !== null || binary === undefined) {
  process.stderr.write(`${stdout}${stderr}${String(error)}\n`)
  process.exit(1)
}
mkdirSync(join(here, 'build'), { recursive: true })
const text = Buffer.from(binary).toString('base64')
// at once: somebody may be loading it
const file = join(here, 'build', 'search-wasm.ts')
writeFileSync(
  `${file}.new`,
  `/** The compiled search core (${binary.length} bytes), made by compile.ts. */\nexport const SEARCH_WASM = '${text}'\n`,
)
renameSync(`${file}.new`, file)
process.stdout.write(`search-wasm.ts: ${binary.length} bytes of WebAssembly\n`)

async function compileSearch(): Promise<{
  error: Error | null
  stdout: string
  stderr: string
  binary: Uint8Array | undefined
}> {
  const options = ['assembly/index.ts', '--baseDir', here, '--outFile', 'search.wasm']
  options.push('-O3', '--noAssert', '--runtime', 'stub')
  let binary: Uint8Array | undefined
  const stdout: string[] = []
  const stderr: string[] = []
  const result = await asc.main(options, {
    stdout: { write: (chunk: string | Uint8Array) => void stdout.push(String(chunk)) },
    stderr: { write: (chunk: string | Uint8Array) => void stderr.push(String(chunk)) },
    writeFile: (name, contents) => {
      if (name === 'search.wasm') binary = contents as Uint8Array
    },
  })
  return { error: result.error, stdout: stdout.join(''), stderr: stderr.join(''), binary }
}
