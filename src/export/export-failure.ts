import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { defined } from '../base/defined.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { makeFolder } from '../base/make-folder.ts'
import { shellWord } from '../base/shell-word.ts'
import { signatureOf } from '../record/verdict.ts'
import { hostFor, type HostOptions } from '../isolation/host-options.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import type { Replayable } from '../run/replay-token.ts'
import { replayable } from '../testcase/replayable-file.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import type { ExportedRun } from './exported-run.ts'
import { scriptFile } from './script-file.ts'
import { vitestFile } from './vitest-file.ts'

/** The forms that a failure is exported in. */
export const exportForms = ['vitest', 'script'] as const
export type ExportForm = (typeof exportForms)[number]

/** How a failure is exported. */
export interface ExportOptions extends HostOptions {
  readonly as: ExportForm
  /** The file to write. Default: named after scenario and property, in the folder of the command. */
  readonly output?: string
  /** The target by name or path, where it is not the one that the recording names. */
  readonly target?: string
}

/** What was written. */
export interface ExportedFailure {
  readonly as: ExportForm
  readonly file: string
  readonly signature: string
  readonly headline: string
  /** For a shell, in the folder of the command. */
  readonly command: string
  /** False: the plan of a run that is not minimized. */
  readonly scripted: boolean
}

/**
 * Makes a recorded failure again and writes it as a file of the user's own: a test, or a script with its command.
 * @throws InputError for what is no recording of a simulated run, one that breaks nothing here, a target that no file
 * can name, and a file that is there already.
 */
export async function exportFailure(source: string, options: ExportOptions): Promise<ExportedFailure> {
  const recorded = replayable(source)
  const run = options.target === undefined ? recorded : { ...recorded, target: options.target }
  const made = await madeAgain(run, source, options)
  const { as, output = fileNameOf(made, as) } = options
  const text = as === 'vitest' ? vitestFile(made, output) : scriptFile(made)
  write(output, text)
  return {
    as,
    file: output,
    signature: made.signature,
    headline: made.report.record.violation?.headline ?? '',
    command: `npx ${as === 'vitest' ? 'vitest run' : 'whitewater replay'} ${shellWord(output)}`,
    scripted: made.script !== undefined,
  }
}

async function madeAgain(run: Replayable, source: string, options: HostOptions): Promise<ExportedRun> {
  const host = hostFor(options, { target: run.target, scenarios: run.by === 'seed' ? [run.scenario] : [] })
  try {
    const made = await host.replay(run)
    if (made.ended === 'died')
      throw new InputError(
        `its run ends the process that it is in (${made.result.violation?.headline ?? 'no reason is known'}): a test of your suite would end with it; whitewater replay makes it again`,
        { file: source },
      )
    if (made.result.violation === undefined)
      throw new InputError(
        `this run breaks nothing on ${run.target} as it is now: export it while the bug is there, or name the target with --target`,
        { file: source },
      )
    const small = await withoutUnused(run, made.plan, host, signatureOf(made.result.violation))
    const { plan, result } = small ?? made
    const { violation, trace } = result
    if (violation === undefined || trace === undefined)
      throw new InputError('it came out otherwise when it was made again: the target is not deterministic', {
        file: source,
      })
    return {
      target: run.target,
      plan,
      ...(run.by === 'plan' ? defined({ script: run.script }) : {}),
      report: { record: recordOf(plan, result, run.target, ''), replayCommand: '' },
      signature: signatureOf(violation),
      trace,
    }
  } finally {
    await host.close()
  }
}

/** The run by its script with what the script does not need left out of the plan, if it breaks the same all the same. */
async function withoutUnused(
  run: Replayable,
  plan: Plan,
  host: SubjectHost,
  signature: string,
): Promise<MadeRun | undefined> {
  if (run.by === 'seed' || run.script === undefined) return undefined
  const { steps: _, ...rest } = plan
  const shorter = { ...rest, faults: [], workload: { ...plan.workload, operations: [] } } as Plan
  const made = await host.replay({ ...run, plan: shorter })
  const { violation } = made.result
  return violation !== undefined && signatureOf(violation) === signature ? made : undefined
}

function fileNameOf({ plan, report }: ExportedRun, as: ExportForm): string {
  const name = `${plan.scenario}.${report.record.violation?.property ?? 'failure'}`
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100)
  return as === 'vitest' ? `${safe}.test.ts` : `${safe}.json`
}

function write(file: string, text: string): void {
  try {
    makeFolder(dirname(file))
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new InputError(
        'it is already there, and export overwrites nothing; remove it, or name another: --output',
        { file },
      )
    throw environmentError(error, file) ?? error
  }
}
