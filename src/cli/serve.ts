import { defined } from '../base/defined.ts'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import type { ServiceName } from '../raft/services/service.ts'
import { clusterIn, exampleLines, type ClusterShape } from './serve/cluster-folder.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { LocalCluster } from './serve/local-cluster.ts'
import { settingsOf } from './node-options.ts'
import { wholeNumber } from './options/option-values.ts'
import {
  keepTemporaryFolder,
  makeTemporaryFolder,
  removeAbandonedFolders,
} from './serve/temporary-cluster-folder.ts'

interface ServeOptions {
  readonly cluster: number
  readonly data?: string
  readonly service: string
  readonly port?: number
  readonly electionTimeout?: string
  readonly heartbeat?: string
  readonly snapshotEvery?: number
  readonly reads?: string
  readonly logLevel?: string
  readonly json?: boolean
}

/** Starts a cluster on this machine, waits until it is told to stop, and stops it; returns the exit code. */
async function serve(options: ServeOptions): Promise<ExitCode> {
  const shape = shapeOf(options)
  const { data, json } = options
  // logs hold what clients sent, and the settings where the secret is
  process.umask(0o077)
  removeAbandonedFolders()
  if (data !== undefined) makeOutputFolder(data)
  const folder = data === undefined ? makeTemporaryFolder() : resolve(data)
  const told = untilNotified()
  const servers = await clusterIn(folder, shape)
  const cluster = new LocalCluster(servers, (line) => process.stderr.write(`${line}\n`))
  let alone: 'told' | undefined
  try {
    const starting = cluster.ready()
    // told to stop meanwhile, nobody waits for it any more
    starting.catch(() => undefined)
    const ready = await Promise.race([told, starting])
    if (ready !== 'told') {
      const text =
        json === true ? jsonText(cluster, ready, folder, shape) : peopleText(cluster, ready, options, folder)
      process.stdout.write(text)
    }
    alone = await Promise.race([told, cluster.empty().then(() => undefined)])
  } finally {
    const stopped = await cluster.stop()
    if (stopped && data === undefined) rmSync(folder, { recursive: true, force: true })
    else if (data === undefined) {
      keepTemporaryFolder(folder)
      process.stderr.write(`what is left is in ${folder}\n`)
    }
  }
  return alone === 'told' ? exitCode.held : exitCode.harnessFailed
}

/** What the servers are to be like; what one would refuse is refused here, before anything is started. */
function shapeOf({
  cluster,
  service,
  port,
  data: _,
  json: __,
  logLevel,
  ...settings
}: ServeOptions): ClusterShape {
  settingsOf({ service, ...settings, ...defined({ logLevel }) })
  return {
    count: cluster,
    service: service as ServiceName,
    ...defined({ firstPort: port }),
    settings: { ...settings, ...(logLevel === undefined ? {} : { log: { level: logLevel } }) },
  }
}

/** Resolves at the first signal that asks to stop. */
function untilNotified(): Promise<'told'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('told'))
  })
}

function jsonText(
  { processes }: LocalCluster,
  leader: string,
  folder: string,
  { service }: ClusterShape,
): string {
  const servers = processes.map(({ server, pid }) => ({ ...server, pid }))
  return `${JSON.stringify({ version: 1, service, data: folder, leader, servers })}\n`
}

function peopleText(
  { processes }: LocalCluster,
  leader: string,
  { service, data }: ServeOptions,
  folder: string,
): string {
  const lines = processes.map(({ server: { id, client, peer }, pid }) => {
    const role = id === leader ? '  leader' : ''
    return `  ${id}  http://${client}  peers ${peer}  process ${pid}${role}`
  })
  const [first] = processes
  const examples = exampleLines(service as ServiceName, first?.server.client ?? '')
  const kept =
    data === undefined ? 'gone when it stops; --data DIR keeps it' : 'kept; the same command goes on with it'
  return [
    `A cluster of ${processes.length} serves ${service}:`,
    ...lines,
    `Data and logs are in ${folder} (${kept}).`,
    'Try:',
    ...examples.map((line) => `  ${line}`),
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}

/** Adds the verb `serve` to the program. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run a cluster of the built-in Raft on this machine, each server a process')
    .option('--cluster <n>', 'how many servers', wholeNumber('cluster', { low: 1, high: 9 }), 3)
    .option('--service <name>', 'key-value, directory or ledger', 'key-value')
    .option('--data <dir>', 'where data, settings and logs go, and stay (default: a folder that is removed)')
    .option(
      '--port <n>',
      'clients reach n1 at this port, n2 at the next, ... (default: any)',
      wholeNumber('port', { low: 1, high: 65_000 }),
    )
    .option('--election-timeout <duration>', 'drawn from this to twice as much (default: 500ms)')
    .option('--heartbeat <duration>', 'at most half the election timeout (default: 50ms)')
    .option(
      '--snapshot-every <n>',
      'entries between two snapshots; 0 takes none (default: 10000)',
      wholeNumber('snapshotEvery', { low: 0 }),
    )
    .option('--reads <how>', 'read-index, lease, or log: as entries (default: "read-index")')
    .option('--log-level <level>', 'debug, info, warn or error (default: "info")')
    .option('--json', 'one JSON value on stdout when it is ready: the addresses')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater serve --cluster 3
  $ whitewater serve --cluster 5 --service ledger --data ./ledger --port 8001

Ctrl-C stops all servers in good order. One that ends by itself is reported and not started again:
whitewater node --config <dir>/n2.json does that.

Exit codes: 0 it was told to stop, 254 bad input or damaged data, 255 a server could not start, or none is left.`,
    )
    .action((options: ServeOptions) => runVerb(() => serve(options)))
}
