import type { Command } from 'commander'

/** Adds the list of scenarios to a verb. */
export const scenarioArgument = (command: Command): Command =>
  command.argument('[scenario...]', 'scenarios by name, or by path of a module of yours (default: all)')

/** How a target is named, as help says it. */
export const TARGET_NAMES =
  'what to test: own-raft, own-raft+<planted bug>, ./my-raft.ts, ./my-raft.ts#name, "lockstep:./program args"'
