#!/usr/bin/env node
// Nothing is imported before: an older Node may not even be able to parse it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `whitewater needs Node 22.18 or newer; this is Node ${process.versions.node}: install a newer one, such as the current LTS\n`,
  )
  process.exit(254)
}

// A reader that has seen enough, such as `head`, is no failure. An answer that could not be written is no answer.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`standard output cannot be written to: ${error.message}\n`)
  process.exit(254)
})
// who does not listen is told nothing
process.stderr.on('error', () => {})
// Node.js itself would end with 1, which says that a violation was found; what hears of subjects' errors comes first
process.on('uncaughtException', (error: Error | undefined) => {
  if (process.listenerCount('uncaughtException') > 1) return
  process.stderr.write(`an error that nobody caught; please report this:\n${String(error?.stack ?? error)}\n`)
  process.exit(255)
})

const words = process.argv.slice(2)
// asked by every script that looks for the command: all below would take as long again as Node.js itself
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  const { packageVersion } = await import('../testcase/environment.ts')
  process.stdout.write(`${packageVersion()}\n`)
} else await main()

async function main(): Promise<void> {
  const { useCompileCache } = await import('../base/compile-cache.ts')
  useCompileCache()
  const { gateOutput } = await import('./output-gate.ts')
  const { runCommand } = await import('./command.ts')

  gateOutput(process.stdout)
  gateOutput(process.stderr)

  await runCommand(words)
}
