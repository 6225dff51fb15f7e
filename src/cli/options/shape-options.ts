import type { Command } from 'commander'
import { shapeOf, shapeRanges, type PlanShape } from '../../run/drawing/plan-shape.ts'
import { addJudgingOptions } from './judging-options.ts'
import { duration, names, positiveNumber, wholeNumber } from './option-values.ts'

/** Options that fix what a plan would otherwise draw, as commander hands them over. */
export interface ShapeOptions extends Omit<PlanShape, 'clients'> {
  readonly concurrency?: number
}

/** Adds the options that fix what a plan would otherwise draw; `timeLimit` says how long faults go on. */
export const addShapeOptions = (command: Command, timeLimit: string): Command =>
  addJudgingOptions(
    command
      .option(
        '--nodes <n>',
        'servers (default: 2 to 5, rarely 1, 6 or 7)',
        wholeNumber('nodes', shapeRanges.nodes),
      )
      .option('--concurrency <n>', 'clients (default: drawn)', wholeNumber('clients', shapeRanges.clients))
      .option('--rate <hz>', 'operations a second of all clients (default: drawn)', positiveNumber('rate'))
      .option('--time-limit <duration>', timeLimit, duration('timeLimit'))
      .option('--nemesis <a,b>', 'faults in place of the scenario’s own; see whitewater list', names),
  )

/** What they fix. */
export const shapeIn = (options: ShapeOptions): PlanShape =>
  shapeOf({ ...options, ...(options.concurrency !== undefined && { clients: options.concurrency }) })
