/**
 * Runs every bench in turn and writes what each prints to `runs/figures-<date>.md`, with the machine, its load and the commit: what
 * `docs/figures.md` is brought up to date from. Takes an hour or more, and a quiet machine. A bench that fails or hangs is told as such, and
 * the others go on.
 *
 *     npm run figures -- [bench]...      # by name, such as start; default: all
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'bench')
const MINUTES = 60_000
/** None takes half as long on a quiet machine. */
const LIMIT = 30 * MINUTES

/** The benches that are programs: their first comment says how to call them. */
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => readFileSync(join(folder, `${name}.ts`), 'utf8').includes(`node bench/${name}.ts`))
const chosen = process.argv.slice(2)
const stranger = chosen.find((name) => !benches.includes(name))
if (stranger !== undefined) {
  console.error(`there is no bench ${stranger}: ${benches.join(', ')}`)
  process.exit(254)
}

const load = (): string =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')
const commit = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' })
const date = new Date().toISOString().slice(0, 16).replace(':', '')
const file = join(root, 'runs', `figures-${date}.md`)
const [{ model = 'unknown' } = {}] = cpus()
const parts = [
  `# Figures of ${date}`,
  `Commit ${commit.stdout.trim()}, Node.js ${process.versions.node}, ${cpus().length} x ${model.trim()}, ` +
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${load()}.`,
]

mkdirSync(join(root, 'runs'), { recursive: true })
let failed = 0
for (const name of chosen.length === 0 ? benches : benches.filter((one) => chosen.includes(one))) {
  const before = load()
  const began = performance.now()
  console.error(`${name} ...`)
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(folder, `${name}.ts`)], {
    cwd: root,
    encoding: 'utf8',
    timeout: LIMIT,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  const ended = status === 0 ? '' : `, FAILED: ${signal ?? `exit code ${String(status)}`}`
  if (status !== 0) failed++
  const printed = `${stdout}${status === 0 ? '' : stderr.slice(-2000)}`.trimEnd()
  parts.push(
    `## \`node bench/${name}.ts\``,
    `${seconds} s, load ${before} before and ${load()} after${ended}.`,
    `\`\`\`\n${printed}\n\`\`\``,
  )
  // at once: whoever ends this early keeps what there is
  writeFileSync(file, `${parts.join('\n\n')}\n`)
}
console.log(file)
process.exitCode = failed === 0 ? 0 : 1
