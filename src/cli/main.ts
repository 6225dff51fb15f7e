#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { registerCampaign } from './campaign.ts'
import { registerCheck } from './check.ts'
import { packageVersion } from '../harness/environment.ts'
import { exitCode, reportError } from './exit-code.ts'
import { registerList } from './list.ts'
import { registerMinimize } from './minimize.ts'
import { registerPlanted } from './planted.ts'
import { registerReplay } from './replay.ts'
import { registerRun } from './run.ts'

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const program = new Command('whitewater')
  .description(
    'Takes a Raft implementation through every rapid there is and shows, in the fewest steps, where it capsizes.',
  )
  .version(packageVersion())
  .showHelpAfterError('(whitewater <verb> --help says more)')

for (const register of [
  registerRun,
  registerCampaign,
  registerReplay,
  registerMinimize,
  registerCheck,
  registerPlanted,
  registerList,
]) {
  register(program)
}
for (const verb of [program, ...program.commands]) verb.exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version are no errors; everything else commander ends with is bad usage.
    process.exitCode = error.exitCode === 0 ? exitCode.held : exitCode.badInput
  } else {
    const { message, code } = reportError(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = code
  }
}
