#!/usr/bin/env node
// Nothing is imported before: an older Node may not even be able to parse it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `whitewater needs Node 22.18 or newer; this is Node ${process.versions.node}: install a newer one, such as the current LTS\n`,
  )
  process.exit(254)
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
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
