import { lstatSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { CampaignRecord, FailureReport } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { shellWord } from '../base/shell-word.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { writeReports } from '../testcase/run-folder.ts'
import { readRunFolder } from '../testcase/stored-run.ts'
import { findRecorded, type Found } from './find-recorded.ts'
import { DAMAGED } from './store-schema.ts'
import { readingOnce, type FormerCampaign } from './stored-campaign.ts'
import { writeCampaign } from './write-campaign.ts'

/** What was rendered again, with the paths of what was written. */
export type Rendered =
  | {
      readonly kind: 'run'
      readonly from: string
      readonly files: readonly string[]
      readonly report: FailureReport
    }
  | {
      readonly kind: 'campaign'
      readonly from: string
      readonly files: readonly string[]
      readonly record: CampaignRecord
    }

/** What `report` came to. */
export interface ReportedAgain {
  /** Runs first, then campaigns. */
  readonly rendered: readonly Rendered[]
  /** What could not be read, each with what to do. */
  readonly refused: readonly InputError[]
  /** What was passed over: files of other programs, and what is beyond 1,000 runs and campaigns. */
  readonly remarks: readonly string[]
}

export interface ReportOptions {
  /** Where the reports go; what lies in folders keeps its place there. Default: where each run or campaign lies. */
  readonly output?: string
}

/**
 * Renders the reports of recorded runs and campaigns again, from what lies in their folders: `path` is a run folder, the
 * folder of a campaign, a folder of several (two folders deep), or a `run.json`, `minimized.json` or store in one. Nothing is
 * run, what is read stays as it is, and one that is damaged does not keep the others from being rendered.
 *
 * @example
 * const { rendered, refused } = await report('runs', { output: 'public' })
 * @throws InputError when there is nothing to render, or the only thing that there is cannot be read.
 */
export async function report(path: string, { output }: ReportOptions = {}): Promise<ReportedAgain> {
  const { found, refused: unread, remarks } = findRecorded(path)
  const rendered: Rendered[] = []
  const refused: InputError[] = [...unread]
  const readFormer = readingOnce()
  for (const one of found) {
    try {
      const folder = output === undefined ? undefined : folderIn(output, one.place)
      rendered.push(
        one.kind === 'run'
          ? await runAgain(one.from, folder)
          : await campaignAgain(one.from, folder, readFormer),
      )
    } catch (error) {
      const known = refusalOf(error, one)
      if (found.length === 1 && unread.length === 0) throw known
      refused.push(known)
    }
  }
  return { rendered, refused, remarks }
}

/** @throws InputError where a link leads out of the output folder. */
function folderIn(output: string, place: string): string {
  let folder = output
  for (const part of place === '' ? [] : place.split(sep)) {
    folder = join(folder, part)
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new InputError('is a link, which is not followed; remove it, or choose another output folder', {
        file: folder,
      })
  }
  return folder
}

/** Of a run `report.html` and `report.txt`. */
async function runAgain(from: string, folder = from): Promise<Rendered> {
  const run = await readRunFolder(from)
  makeOutputFolder(folder)
  const report = await writeReports(folder, run, from)
  const names = report.record.violation === undefined ? ['report.txt'] : ['report.html', 'report.txt']
  return { kind: 'run', from, files: names.map((name) => join(folder, name)), report }
}

/** Of a campaign its page and its JSON. */
async function campaignAgain(
  from: string,
  folder = dirname(from),
  readFormer: (file: string) => FormerCampaign,
): Promise<Rendered> {
  const { record, html, json } = await writeCampaign(from, folder, readFormer)
  return { kind: 'campaign', from, files: [html, json], record }
}

/** The form of each part was looked at, not whether they fit each other: what that leads to is their fault, too. */
function refusalOf(error: unknown, { kind, from }: Found): InputError {
  if (error instanceof InputError) return error
  const known = environmentError(error, from)
  if (known !== undefined) return known
  const why = error instanceof Error ? error.message : String(error)
  const text =
    kind === 'run'
      ? `its files do not fit each other (${why}); make the run again: whitewater replay ${shellWord(join(from, 'run.json'))}`
      : `its rows do not fit each other (${why}); ${DAMAGED}`
  return new InputError(text, { file: from })
}
