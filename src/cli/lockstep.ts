import type { Command } from 'commander'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { conformance, type ConformanceReport } from '../lockstep/conformance/conformance.ts'
import { carriersOf, type PipeOptions, type WasmOptions } from '../lockstep/lockstep.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'

interface LockstepCommand {
  readonly conformance?: boolean
  readonly bin?: string
  readonly wasm?: string
  readonly json?: boolean
}

/** `whitewater lockstep`: checks a program against the lockstep contract. */
export function registerLockstep(program: Command): void {
  program
    .command('lockstep')
    .description('check a program against the lockstep contract, rule by rule')
    .argument('[args...]', 'arguments of the program, after --')
    .option('--conformance', 'try every rule of the contract on the program')
    .option('--bin <file>', 'the program')
    .option('--wasm <file>', 'or a module of WebAssembly, a WASI reactor')
    .option('--json', 'print one JSON value')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater lockstep --conformance --bin ./my-raft
  $ whitewater lockstep --conformance --bin python3 -- raft.py
  $ whitewater lockstep --conformance --wasm ./raft.wasm`,
    )
    .action((args: string[], options: LockstepCommand) => runVerb(() => lockstepVerb(args, options)))
}

async function lockstepVerb(args: readonly string[], options: LockstepCommand): Promise<ExitCode> {
  const { bin, wasm, json } = options
  if (options.conformance !== true)
    throw new InputError('say what to do: --conformance', { field: 'lockstep' })
  const source = bin ?? wasm
  if (source === undefined)
    throw new InputError('needs a program: --bin ./my-raft or --wasm ./raft.wasm', { field: '--conformance' })
  // where both are given it is refused
  const program = { args, ...defined({ bin, wasm }) } as PipeOptions | WasmOptions
  const report = conformance(carriersOf(program), source)
  process.stdout.write(`${json === true ? JSON.stringify({ version: 1, ...report }) : textOf(report)}\n`)
  return report.rules.some(({ verdict }) => verdict === 'broken') ? exitCode.violation : exitCode.held
}

const words = { kept: 'ok  ', broken: 'FAIL', skipped: 'skip' } as const

function textOf({ name, rules }: ConformanceReport): string {
  const lines = rules.map(({ rule, says, verdict, because }) => {
    const more = because === undefined ? '' : `\n      ${because}`
    return `${words[verdict]}  ${rule.padEnd(16)} ${says}${more}`
  })
  const counts = { kept: 0, broken: 0, skipped: 0 }
  for (const { verdict } of rules) counts[verdict]++
  const closing = `${name}: ${counts.kept} rules kept, ${counts.broken} broken, ${counts.skipped} skipped`
  return [...lines, closing].join('\n')
}
