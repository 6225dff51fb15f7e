import { existsSync, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { dirname, extname, isAbsolute, join, relative } from 'node:path'
import type { CampaignRecord, FailureReport } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { shellWord } from '../base/shell-word.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { writeReports } from '../testcase/run-folder.ts'
import { readRunFolder, runFolderOf } from '../testcase/stored-run.ts'
import { STORE_NAME } from './stored-campaign.ts'
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

/** Where runs and campaigns lie: the folder of each run, the store of each campaign. */
interface Found {
  readonly kind: Rendered['kind']
  readonly from: string
  /** Where it lies in what was given: where its reports go in another output folder. */
  readonly place: string
}

/** What `report` came to. */
export interface ReportedAgain {
  readonly rendered: readonly Rendered[]
  /** What could not be read, each with what to do. */
  readonly refused: readonly InputError[]
}

export interface ReportOptions {
  /** Where the reports go; what lies in folders keeps its place there. Default: where each run or campaign lies. */
  readonly output?: string
}

/**
 * Renders the reports of recorded runs and campaigns again, from what lies in their folders: `path` is a run folder, the
 * folder of a campaign, a folder of several, or a `run.json`, `minimized.json` or store in one. Nothing is run, and one that is
 * damaged does not keep the others from being rendered.
 *
 * @example
 * const { rendered, refused } = await report('runs', { output: 'public' })
 * @throws InputError when there is nothing to render, or the only thing that there is cannot be read.
 */
export async function report(path: string, { output }: ReportOptions = {}): Promise<ReportedAgain> {
  const found = findRendered(path)
  const rendered: Rendered[] = []
  const refused: InputError[] = []
  for (const one of found) {
    try {
      rendered.push(await renderAgain(one, output))
    } catch (error) {
      const known = error instanceof InputError ? error : environmentError(error)
      if (known === undefined) throw error
      if (found.length === 1) throw known
      refused.push(known)
    }
  }
  return { rendered, refused }
}

/** How deep folders are looked into. */
const MAX_DEPTH = 12

/**
 * The runs and campaigns in a file or folder: campaigns first, each in the order of its path. Links are not followed.
 * @throws InputError when there is none.
 */
function findRendered(given: string): Found[] {
  const path = behindLink(given)
  if (!existsSync(path))
    throw new InputError('no such file or folder; give a run folder, a campaign folder, or a file in one', {
      file: path,
    })
  if (!statSync(path).isDirectory()) {
    if (extname(path) === '.sqlite') return [{ kind: 'campaign', from: path, place: '' }]
    return [{ kind: 'run', from: runFolderOf(path), place: '' }]
  }
  const found = inFolder(path, path, 0)
  if (found.length === 0)
    throw new InputError(
      'holds no run and no campaign (no run.json, no minimized.json, no campaign.sqlite); give the folder that --output named',
      { file: path },
    )
  return found.sort((a, b) =>
    a.kind === b.kind ? (a.from < b.from ? -1 : 1) : a.kind === 'campaign' ? -1 : 1,
  )
}

/** `latest` points elsewhere tomorrow: what is written names the folder itself. */
function behindLink(path: string): string {
  const plain = path.replace(/(?<=.)[/\\]+$/, '')
  const isLink = lstatSync(plain, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink ? resolveFrom(dirname(plain), readlinkSync(plain)) : plain
}

const resolveFrom = (folder: string, target: string): string =>
  isAbsolute(target) ? target : join(folder, target)

function inFolder(folder: string, root: string, depth: number): Found[] {
  const entries = entriesOf(folder)
  const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name))
  const place = relative(root, folder)
  const stores = [...names].filter((name) => name === STORE_NAME || /^campaign-.+\.sqlite$/.test(name))
  return [
    ...(names.has('run.json') || names.has('minimized.json')
      ? [{ kind: 'run' as const, from: folder, place }]
      : []),
    ...stores.map((name) => ({ kind: 'campaign' as const, from: join(folder, name), place })),
    ...(depth < MAX_DEPTH
      ? entries
          .filter((entry) => entry.isDirectory())
          .flatMap(({ name }) => inFolder(join(folder, name), root, depth + 1))
      : []),
  ]
}

function entriesOf(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder)
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

const readEntries = (folder: string) => readdirSync(folder, { withFileTypes: true })

/**
 * Renders one of them again: of a run `report.html` and `report.txt`, of a campaign its page and its JSON. Default output:
 * where it lies.
 * @throws InputError for what is not as it was written, or a folder that cannot be written to.
 */
async function renderAgain({ kind, from, place }: Found, output?: string): Promise<Rendered> {
  const folder = output === undefined ? undefined : join(output, place)
  if (kind === 'campaign') {
    const { record, html, json } = await writeCampaign(from, folder ?? dirname(from))
    return { kind, from, files: [html, json], record }
  }
  const run = await readRunFolder(from)
  const to = folder ?? from
  makeOutputFolder(to)
  const report = await written(run, from, to)
  const names = report.record.violation === undefined ? ['report.txt'] : ['report.html', 'report.txt']
  return { kind, from, files: names.map((name) => join(to, name)), report }
}

async function written(run: FailureReport, from: string, to: string): Promise<FailureReport> {
  try {
    return await writeReports(to, run, from)
  } catch (error) {
    const known = environmentError(error)
    if (known !== undefined || error instanceof InputError) throw error
    // the form of each file was looked at, not whether they fit each other
    throw new InputError(
      `its files do not fit each other (${(error as Error).message}); make the run again: whitewater replay ${shellWord(join(from, 'run.json'))}`,
      { file: from },
    )
  }
}
