import type { Command } from 'commander'
import { InputError } from '../base/input-error.ts'
import { createLogger, type Logger } from '../raft/server/log/logger.ts'
import { openWorld } from '../raft/server/open-world.ts'
import { startServer, type RunningServer } from '../raft/server/server.ts'
import { resolveSettings } from '../raft/server/settings/resolve-settings.ts'
import type { ServerSettings } from '../raft/server/settings/server-settings.ts'
import { merged, settingsFile } from '../raft/server/settings/settings-source.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { addNodeOptions, settingsOf, type NodeOptions } from './node-options.ts'

interface NodeVerbOptions extends NodeOptions {
  readonly config?: string
  readonly json?: boolean
}

/** Runs one server until it is told to stop; returns the exit code. */
async function node({ config, json, ...options }: NodeVerbOptions): Promise<ExitCode> {
  process.umask(0o077)
  const file = config === undefined ? {} : settingsFile(config)
  const settings = resolveSettings(merged(file, settingsOf(options)), process.env)
  // whoever reads the log may go; the server stays
  process.stderr.on('error', () => undefined)
  const logger = createLogger({
    node: settings.id,
    ...settings.log,
    write: (line) => process.stderr.write(line),
  })
  const told = untilNotified(logger)
  const server = await started(settings, logger).catch((error: unknown) => {
    // the channel to who started it would keep it alive
    if (process.connected) process.disconnect()
    throw error
  })
  const { id, peers, clients } = server
  if (json === true) process.stdout.write(`${JSON.stringify({ version: 1, id, peers, clients })}\n`)
  process.send?.({ started: { id, peers, clients } })
  const ended = await Promise.race([told, server.failed])
  await server.stop()
  if (process.connected) process.disconnect()
  return ended instanceof Error ? exitCode.harnessFailed : exitCode.held
}

async function started(settings: ServerSettings, logger: Logger): Promise<RunningServer> {
  const world = await openWorld(settings, logger)
  try {
    return await startServer(settings, world, logger)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined && cannotListen.has(code))
      throw new InputError(
        `the server cannot listen (${message}): choose other addresses, or stop who has them`,
      )
    throw error
  }
}

const cannotListen = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'])

/** Resolves when the server is to stop: by a signal, or because who started it is gone. A second signal ends it at once. */
function untilNotified(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const signalled = (signal: NodeJS.Signals): void => {
      logger.info('signal', { signal })
      if (++signals > 1) process.exit(exitCode.harnessFailed)
      resolve()
    }
    process.on('SIGTERM', signalled)
    process.on('SIGINT', signalled)
    process.on('disconnect', () => {
      if (signals === 0) logger.info('starter-gone')
      resolve()
    })
  })
}

/** Adds the verb `node` to the program. */
export function registerNode(program: Command): void {
  const command = program
    .command('node')
    .description('run one server of the built-in Raft, for real')
    .option('--config <file>', 'the settings as JSON; what is said here as well counts more')
  addNodeOptions(command)
    .option('--json', 'one JSON value on stdout when it listens: where')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater node --id n1 --data ./n1 --members n1=127.0.0.1:7001/127.0.0.1:8001,n2=...,n3=...
  $ whitewater node --config n1.json --log-format text

The log goes to stderr, one JSON object a line. SIGTERM or Ctrl-C stops it in good order.
Exit codes: 0 it was told to stop, 254 bad settings or damaged data, 255 it could not go on.`,
    )
    .action((options: NodeVerbOptions) => runVerb(() => node(options)))
}
