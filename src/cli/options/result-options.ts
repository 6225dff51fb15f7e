import type { Command } from 'commander'
import { DEFAULT_OUTPUT } from '../../record/formats/writers/output-folder.ts'

/** Adds `--output` to a verb; `where` says what goes there. */
export const outputOption = (command: Command, where = 'where results go'): Command =>
  command.option('--output <dir>', where, DEFAULT_OUTPUT)

/** Adds `--json` to a verb. */
export const jsonOption = (
  command: Command,
  what = 'one JSON value on stdout, all else on stderr',
): Command => command.option('--json', what)

/** Adds `--no-minimize` to a verb. */
export const minimizeOption = (command: Command, what = 'report failures as they are'): Command =>
  command.option('--no-minimize', what)
