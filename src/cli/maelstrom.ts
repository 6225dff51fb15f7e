import type { Command } from 'commander'
import { defined } from '../base/defined.ts'
import type { Json } from '../base/json.ts'
import { InputError } from '../base/input-error.ts'
import { safeLines } from '../../reports/safe-lines.ts'
import { faultNames } from '../maelstrom/nemesis.ts'
import { workloadNames, type MaelstromOptions } from '../maelstrom/options.ts'
import type { MaelstromReport } from '../maelstrom/results.ts'
import { runMaelstrom } from '../maelstrom/run-maelstrom.ts'
import { topologyNames } from '../maelstrom/workloads/topology.ts'
import { exitCode, runVerb, worst, type ExitCode } from './exit-code.ts'

interface MaelstromCommand {
  readonly bin?: string
  readonly workload?: string
  readonly nodeCount?: string
  readonly nodes?: string
  readonly concurrency?: string
  readonly rate?: string
  readonly timeLimit?: string
  readonly testCount?: string
  readonly latency?: string
  readonly latencyDist?: string
  readonly nemesis?: string
  readonly nemesisInterval?: string
  readonly topology?: string
  readonly availability?: string
  readonly consistencyModels?: string
  readonly keyCount?: string
  readonly maxTxnLength?: string
  readonly maxWritesPerKey?: string
  readonly strictMissing: boolean
  readonly initTimeout?: string
  readonly initType?: string
  readonly malformed?: string
  readonly partitionBy?: string
  readonly finalPause?: string
  readonly logNetSend?: boolean
  readonly logNetRecv?: boolean
  readonly logStderr?: boolean
  readonly seed?: string
  readonly json?: boolean
  readonly output?: string
}

/** `whitewater maelstrom`: tests a program that speaks Maelstrom's protocol, unchanged. */
export function registerMaelstrom(program: Command): void {
  program
    .command('maelstrom')
    .description("test a program that speaks Maelstrom's protocol, unchanged, in real time")
    .argument('[args...]', 'arguments of the program, after --')
    .option('--bin <file>', 'the program: a path, or the name of one on the PATH')
    .option('-w, --workload <name>', workloadNames.join(', '), 'lin-kv')
    .option('--node-count <n>', 'servers n0, n1, ... (default: n1 to n5)')
    .option('--nodes <names>', 'names of servers, such as n1,n2,n3')
    .option('--concurrency <n>', 'clients: a number, or 4n, four for each server (default: 1n, of lin-kv 2n)')
    .option('-r, --rate <hz>', 'operations a second over all clients', '5')
    .option('--time-limit <s>', 'seconds that clients work', '60')
    .option('--test-count <n>', 'how often to test', '1')
    .option('--latency <ms>', 'mean latency between servers', '0')
    .option('--latency-dist <name>', 'constant, uniform, exponential', 'constant')
    .option('--nemesis <faults>', `faults, by commas: ${faultNames.join(', ')}`)
    .option('--nemesis-interval <s>', 'mean seconds between begin and end of a fault', '10')
    .option('--topology <name>', `of broadcast: ${topologyNames.join(', ')}`, 'grid')
    .option('--availability <part>', 'share of operations that must succeed, from 0 to 1, or total')
    .option('--consistency-models <level>', 'of transactions', 'strict-serializable')
    .option('--key-count <n>', 'keys at a time (default: 10 of transactions, 4 of kafka)')
    .option('--max-txn-length <n>', 'operations of a transaction', '4')
    .option('--max-writes-per-key <n>', 'writes of a key before another takes its place', '16')
    .option('--no-strict-missing', 'drop reads that are answered by "no such key", as Maelstrom does')
    .option('--init-timeout <s>', 'seconds that a node may take to answer init', '10')
    .option('--init-type <type>', 'name of the request that tells a node who it is', 'init')
    .option(
      '--partition-by <what>',
      'what a partition goes by: src, the sender a message claims, or origin, the node that sent it',
      'src',
    )
    .option('--malformed <what>', 'lines that are no messages: note them, or fail', 'note')
    .option('--final-pause <s>', 'quiet seconds before the reads of the end', '10')
    .option('--log-net-send', 'write every message that is sent to jepsen.log')
    .option('--log-net-recv', 'write every message that is received to jepsen.log')
    .option('--log-stderr', 'write what nodes print to standard error to jepsen.log, too')
    .option('--seed <seed>', 'of operations, network and faults (default: drawn)')
    .option('--json', 'one JSON value on stdout, all else on stderr')
    .option('--output <dir>', 'folder of the store', 'store')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater maelstrom -w lin-kv --bin ./raft.py --node-count 3 --concurrency 4n --rate 30 --time-limit 20 --nemesis partition
  $ whitewater maelstrom -w broadcast --bin python3 -- broadcast.py

Exit codes: 0 it held, 1 a violation, 2 undecided, 254 bad input, 255 the harness itself failed.`,
    )
    .action((args: string[], options: MaelstromCommand) =>
      runVerb(() => maelstromVerb(parametersOf(args, process.argv), options)),
    )
}

/**
 * Arguments of the program stand after `--`. Any before is a slip, such as a fault that a blank parts from the others, and
 * would change what is tested without a word.
 */
function parametersOf(args: readonly string[], line: readonly string[]): readonly string[] {
  const dashes = line.indexOf('--')
  const after = dashes === -1 ? 0 : line.length - dashes - 1
  const before = args.slice(0, args.length - after).filter((one, at) => !(at === 0 && one === 'test'))
  const [slip] = before
  if (slip !== undefined)
    throw new InputError(
      `does not take "${slip}": what stands after -- are arguments of the program, lists are joined by commas`,
      { field: 'maelstrom' },
    )
  return args.slice(args.length - after)
}

async function maelstromVerb(args: readonly string[], command: MaelstromCommand): Promise<ExitCode> {
  const { json, testCount = '1' } = command
  const count = number('test-count', testCount)
  if (!(Number.isSafeInteger(count) && count > 0))
    throw new InputError('must be 1 or more', { option: 'testCount' })
  const end = new AbortController()
  const interrupt = (): void => end.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const codes: ExitCode[] = []
  const reports: MaelstromReport[] = []
  try {
    for (let test = 0; test < count && !end.signal.aborted; test++) {
      const options = optionsOf(args, command)
      const seed = options.seed === undefined || test === 0 ? options.seed : `${options.seed}-${test}`
      const report = await runMaelstrom({
        ...options,
        ...defined({ seed }),
        signal: end.signal,
        onProgress: (text) => process.stderr.write(`${safeLines(text)}\n`),
      })
      reports.push(report)
      codes.push(
        report.valid === 'unknown' ? exitCode.undecided : report.valid ? exitCode.held : exitCode.violation,
      )
      if (json !== true) process.stdout.write(`${safeLines(textOf(report))}\n`)
    }
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
  if (json === true) {
    const values = reports.map((report) => ({ version: 1, ...report }))
    process.stdout.write(`${JSON.stringify(values.length === 1 ? values[0] : values)}\n`)
  }
  return worst(codes)
}

function optionsOf(args: readonly string[], command: MaelstromCommand): MaelstromOptions {
  const { bin, workload, nodes, concurrency, latencyDist, topology, consistencyModels, strictMissing } =
    command
  const { initType, malformed, partitionBy = 'src', seed, output, nemesis, availability } = command
  const { logNetSend, logNetRecv, logStderr } = command
  if (bin === undefined) throw new InputError('needs a program: --bin ./raft.py', { field: 'maelstrom' })
  if (partitionBy !== 'src' && partitionBy !== 'origin')
    throw new InputError(`must be src or origin; got "${partitionBy}"`, { option: 'partitionBy' })
  if (malformed !== 'note' && malformed !== 'fail')
    throw new InputError(`must be note or fail; got "${String(malformed)}"`, { option: 'malformed' })
  const seconds = (name: keyof MaelstromCommand, flag: string): number | undefined => {
    const text = command[name]
    if (typeof text !== 'string') return undefined
    const millis = 1000 * number(flag, text.replace(/s$/, ''))
    if (millis < 1)
      throw new InputError(`must be seconds, 0.001 or more; got "${text}"`, { field: `--${flag}` })
    return millis
  }
  const count = (name: keyof MaelstromCommand, flag: string): number | undefined => {
    const text = command[name]
    return typeof text === 'string' ? number(flag, text) : undefined
  }
  return {
    bin,
    parameters: args,
    strictMissing,
    malformed,
    partitionBy,
    ...defined({
      workload,
      concurrency,
      topology,
      initType,
      seed,
      output,
      logNetSend,
      logNetRecv,
      logStderr,
      nodes: nodes?.split(','),
      nodeCount: count('nodeCount', 'node-count'),
      rate: count('rate', 'rate'),
      latency: count('latency', 'latency'),
      keyCount: count('keyCount', 'key-count'),
      maxTransactionLength: count('maxTxnLength', 'max-txn-length'),
      maxWritesPerKey: count('maxWritesPerKey', 'max-writes-per-key'),
      timeLimit: seconds('timeLimit', 'time-limit'),
      nemesisInterval: seconds('nemesisInterval', 'nemesis-interval'),
      initTimeout: seconds('initTimeout', 'init-timeout'),
      finalPause: seconds('finalPause', 'final-pause'),
      latencyDistribution: latencyDist as MaelstromOptions['latencyDistribution'],
      consistency: consistencyModels,
      nemesis: nemesis === undefined || nemesis === '' ? undefined : nemesis.split(','),
      availability: availability === 'total' ? ('total' as const) : count('availability', 'availability'),
    }),
  }
}

function number(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InputError(`must be a number; got "${text}"`, { field: `--${flag}` })
  return value
}

/** Maelstrom's closing words. */
const closings = {
  true: "Everything looks good! ヽ('ー`)ノ",
  false: 'Analysis invalid! (ノಥ益ಥ)ノ ┻━┻',
  unknown: 'Errors occurred during analysis, but no anomalies found. ಠ~ಠ',
} as const

/** A type and no interface: it stands in a JSON value. */
type Note = {
  readonly because: string
  readonly count: number
}

function textOf({ valid, because, workload, seed, store, parts }: MaelstromReport): string {
  const { stats, net, availability, protocol } = parts
  const perOperation = (net?.servers as { readonly 'msgs-per-op'?: number } | undefined)?.['msgs-per-op']
  const notes = [protocol?.malformed, protocol?.busy].flatMap(
    (list) => (list ?? []) as readonly Json[] as readonly Note[],
  )
  return [
    `whitewater maelstrom  ${workload}  seed ${seed}  :valid? ${valid === 'unknown' ? ':unknown' : String(valid)}`,
    ...because,
    `${String(stats?.count)} operations: ${String(stats?.['ok-count'])} ok, ${String(stats?.['fail-count'])} fail, ${String(stats?.['info-count'])} info; available ${String(availability?.['ok-fraction'])}`,
    ...(perOperation === undefined ? [] : [`${perOperation} messages between servers for each operation`]),
    ...notes.map((one) => `note: ${one.because}${one.count > 1 ? ` (and ${one.count - 1} more)` : ''}`),
    `${store}/report.html`,
    '',
    closings[String(valid) as keyof typeof closings],
  ].join('\n')
}
