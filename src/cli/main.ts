#!/usr/bin/env node
import type { Command as Program } from 'commander'

// Nothing is imported before: an older Node may not even be able to parse it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `whitewater needs Node 22.18 or newer; this is Node ${process.versions.node}: install a newer one, such as the current LTS\n`,
  )
  process.exit(254)
}

const { useCompileCache } = await import('../base/compile-cache.ts')
useCompileCache()
const { Command, CommanderError } = await import('commander')
const { packageVersion } = await import('../testcase/environment.ts')
const { exitCode, reportError } = await import('./exit-code.ts')
const { foreignOption } = await import('../check/foreign-names.ts')
const { gateOutput } = await import('./output-gate.ts')

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

gateOutput(process.stdout)
gateOutput(process.stderr)

const program = new Command('whitewater')
  .description(
    'Takes a Raft implementation through every rapid there is and shows, in the fewest steps, where it capsizes.',
  )
  .version(packageVersion())
  .showHelpAfterError('(whitewater <verb> --help says more)')

/** Each verb is loaded when it is called, or all are when it is not known which: a server has no use for scenarios. */
const verbs: { readonly [verb: string]: () => Promise<(program: Program) => void> } = {
  run: async () => (await import('./run.ts')).registerRun,
  campaign: async () => (await import('./campaign.ts')).registerCampaign,
  compare: async () => (await import('./compare.ts')).registerCompare,
  matrix: async () => (await import('./matrix.ts')).registerMatrix,
  replay: async () => (await import('./replay.ts')).registerReplay,
  minimize: async () => (await import('./minimize.ts')).registerMinimize,
  export: async () => (await import('./export.ts')).registerExport,
  report: async () => (await import('./report.ts')).registerReport,
  check: async () => (await import('./check.ts')).registerCheck,
  planted: async () => (await import('./planted.ts')).registerPlanted,
  serve: async () => (await import('./serve.ts')).registerServe,
  node: async () => (await import('./node.ts')).registerNode,
  lockstep: async () => (await import('./lockstep.ts')).registerLockstep,
  init: async () => (await import('./init.ts')).registerInit,
  doctor: async () => (await import('./doctor.ts')).registerDoctor,
  maelstrom: async () => (await import('./maelstrom.ts')).registerMaelstrom,
  list: async () => (await import('./list.ts')).registerList,
}

const [called = ''] = process.argv.slice(2)
const isVersion = called === '--version' || called === '-V'
for (const verb of Object.hasOwn(verbs, called) ? [called] : isVersion ? [] : Object.keys(verbs)) {
  const register = await verbs[verb]?.()
  register?.(program)
}
for (const verb of [program, ...program.commands]) verb.exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version are no errors; everything else commander ends with is bad usage.
    process.exitCode = error.exitCode === 0 ? exitCode.held : exitCode.badInput
    const hint = called === 'check' ? foreignOption(error.message) : undefined
    if (hint !== undefined) process.stderr.write(`${hint}\n`)
  } else {
    const { message, code } = reportError(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = code
  }
}
