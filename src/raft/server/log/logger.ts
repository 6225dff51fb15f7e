import { logLine, type LogFields, type LogFormat } from './log-line.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** Events of a server, with what belongs to them. An event is a short name that stays the same: `leader-changed`. */
export interface Logger {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export interface LoggerOptions {
  /** The server that speaks: stands in each line. */
  readonly node: string
  /** What is less than this is left out. Default `info`. */
  readonly level?: LogLevel
  /** Default `json`: one object a line. */
  readonly format?: LogFormat
  /** Takes each line, its newline included. */
  readonly write: (line: string) => void
  /** Default: the wall clock. */
  readonly now?: () => Date
}

export function createLogger(options: LoggerOptions): Logger {
  const { node, level = 'info', format = 'json', write, now = () => new Date() } = options
  const lowest = logLevels.indexOf(level)
  const at = (own: LogLevel): Logger[LogLevel] =>
    logLevels.indexOf(own) < lowest
      ? () => undefined
      : (event, fields) => write(logLine(format, { time: now(), level: own, node, event }, fields))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
