#!/usr/bin/env node
/**
 * The command. The package runs what was compiled; a clone has only the sources, which the Node.js that `npm ci`
 * installs runs as they are, whichever runs this file.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url))
const source = fromHere('../src/cli/main.ts')

if (existsSync(source)) runSource()
else await import('../dist/src/cli/main.js')

function runSource() {
  const pinned = fromHere('../node_modules/node/bin/node')
  const program = existsSync(pinned) ? pinned : process.execPath
  const child = spawn(program, [source, ...process.argv.slice(2)], { stdio: 'inherit' })
  // a terminal signals both; who signals this process alone means the child
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`cannot run ${program}: ${error.message}; run npm ci first`)
    process.exitCode = 254
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1)
  })
}
