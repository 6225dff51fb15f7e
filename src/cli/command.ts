import { Command, CommanderError } from 'commander'
import { foreignOption } from '../check/foreign-names.ts'
import { packageVersion } from '../testcase/environment.ts'
import { exitCode, reportError } from './exit-code.ts'
import { answerError, answerSignals, tellError } from './tell-error.ts'

/** Each verb is loaded when it is called, or all are when it is not known which: a server has no use for scenarios. */
const verbs: { readonly [verb: string]: () => Promise<(program: Command) => void> } = {
  run: async () => (await import('./run.ts')).registerRun,
  campaign: async () => (await import('./campaign.ts')).registerCampaign,
  pr: async () => (await import('./pr.ts')).registerPr,
  worker: async () => (await import('./worker.ts')).registerWorker,
  compare: async () => (await import('./compare.ts')).registerCompare,
  matrix: async () => (await import('./matrix.ts')).registerMatrix,
  merge: async () => (await import('./merge.ts')).registerMerge,
  bisect: async () => (await import('./bisect.ts')).registerBisect,
  replay: async () => (await import('./replay.ts')).registerReplay,
  explore: async () => (await import('./explore.ts')).registerExplore,
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

/** These wait for other processes, and have no answer before all is done; others hear signals by themselves, or are too busy to hear them. */
const answersSignals = new Set(['minimize', 'explore', 'compare', 'matrix', 'planted', 'replay'])

/** Does what the words after the command's name say. Sets the exit code of the process; never throws. */
export async function runCommand(words: readonly string[]): Promise<void> {
  const program = new Command('whitewater')
    .description(
      'Takes a Raft implementation through every rapid there is and shows, in the fewest steps, where it capsizes.',
    )
    .version(packageVersion())
    .showHelpAfterError('(whitewater <verb> --help says more)')
  const [called = ''] = words
  const isVersion = called === '--version' || called === '-V'
  for (const verb of Object.hasOwn(verbs, called) ? [called] : isVersion ? [] : Object.keys(verbs)) {
    const register = await verbs[verb]?.()
    register?.(program)
  }
  for (const verb of [program, ...program.commands]) verb.exitOverride()
  if (answersSignals.has(called)) answerSignals(words)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) endOfUsage(error, words)
    else tellError(reportError(error), words)
  }
}

/** Help and version are no errors; everything else commander ends with is bad usage, of which it has told people. */
function endOfUsage({ exitCode: code, message }: CommanderError, words: readonly string[]): void {
  process.exitCode = code === 0 ? exitCode.held : exitCode.badInput
  if (code === 0) return
  const hint = words[0] === 'check' ? foreignOption(message) : undefined
  if (hint !== undefined) process.stderr.write(`${hint}\n`)
  answerError({ message: [message, hint].filter(Boolean).join('; '), code: exitCode.badInput }, words)
}
