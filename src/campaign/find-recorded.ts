import { existsSync, lstatSync, readdirSync, readlinkSync, statSync, type Dirent } from 'node:fs'
import { dirname, extname, isAbsolute, join, relative } from 'node:path'
import { counted, grouped } from '../../reports/quantities.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { isForeignRun, runFolderOf } from '../testcase/stored-run.ts'
import { isForeignStore } from './store-header.ts'
import { isFormerStore, STORE_NAME } from './stored-campaign.ts'

/** Where a run or a campaign lies: the folder of a run, the store of a campaign. */
export interface Found {
  readonly kind: 'run' | 'campaign'
  readonly from: string
  /** Where it lies in what was given: where its reports go in another output folder. */
  readonly place: string
}

/** What lies in a file or folder. */
export interface Recorded {
  /** Runs first, as the pages of campaigns lead to theirs; each in the order of its path. */
  readonly found: readonly Found[]
  /** Folders that could not be read. */
  readonly refused: readonly InputError[]
  /** What was passed over. */
  readonly remarks: readonly string[]
}

/** How deep folders are looked into: `runs/figure-8/2026-11-28T020000Z-0x1-3` lies two below `runs`. */
const MAX_DEPTH = 2
const MAX_FOUND = 1000
/** Files of other programs that are named. */
const MAX_NAMED = 10

/** Folders that hold what others wrote. */
const skipped = new Set(['.git', 'node_modules'])

/**
 * Looks for the runs and campaigns in a file or folder. Links in it are not followed.
 * @throws InputError when there is none.
 */
export function findRecorded(given: string): Recorded {
  const path = behindLink(given)
  if (!existsSync(path))
    throw new InputError('no such file or folder; give a run folder, a campaign folder, or a file in one', {
      file: path,
    })
  if (!statSync(path).isDirectory()) {
    const found: Found =
      extname(path) === '.sqlite'
        ? { kind: 'campaign', from: path, place: '' }
        : { kind: 'run', from: runFolderOf(path), place: '' }
    return { found: [found], refused: [], remarks: [] }
  }
  return new Search(path).all()
}

/** `latest` points elsewhere tomorrow: what is written names the folder itself. */
function behindLink(path: string): string {
  const plain = path.replace(/(?<=.)[/\\]+$/, '')
  const isLink = lstatSync(plain, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink ? resolveFrom(dirname(plain), readlinkSync(plain)) : plain
}

const resolveFrom = (folder: string, target: string): string =>
  isAbsolute(target) ? target : join(folder, target)

class Search {
  readonly #root: string
  readonly #found: Found[] = []
  readonly #refused: InputError[] = []
  readonly #foreign: string[] = []
  #isFull = false

  constructor(root: string) {
    this.#root = root
  }

  /** @throws InputError when there is nothing. */
  all(): Recorded {
    this.#folder(this.#root, 0)
    const [refused] = this.#refused
    const remarks = [...this.#foreignRemarks(), ...this.#fullRemark()]
    if (this.#found.length === 0) {
      if (refused !== undefined) throw refused
      const passed = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`
      throw new InputError(
        `holds no run and no campaign (no run.json, no minimized.json, no campaign.sqlite), ${MAX_DEPTH} folders deep${passed}; give the folder that --output named`,
        { file: this.#root },
      )
    }
    const found = this.#found.toSorted((a, b) =>
      a.kind === b.kind ? (a.from < b.from ? -1 : 1) : a.kind === 'run' ? -1 : 1,
    )
    return { found, refused: this.#refused, remarks }
  }

  #folder(folder: string, depth: number): void {
    const entries = this.#entriesOf(folder)
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    if (names.includes('run.json') || names.includes('minimized.json')) {
      if (isForeignRun(folder, names)) this.#foreign.push(join(folder, 'run.json'))
      else this.#add('run', folder, folder)
    }
    for (const name of names.filter((one) => one === STORE_NAME || isFormerStore(one))) {
      const file = join(folder, name)
      if (isForeignStore(file)) this.#foreign.push(file)
      else this.#add('campaign', file, folder)
    }
    if (depth === MAX_DEPTH) return
    for (const entry of entries) {
      if (this.#isFull) return
      if (entry.isDirectory() && !skipped.has(entry.name)) this.#folder(join(folder, entry.name), depth + 1)
    }
  }

  #add(kind: Found['kind'], from: string, folder: string): void {
    if (this.#found.length < MAX_FOUND) this.#found.push({ kind, from, place: relative(this.#root, folder) })
    else this.#isFull = true
  }

  #entriesOf(folder: string): readonly Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch (error) {
      const known = environmentError(error, folder)
      if (known === undefined) throw error
      this.#refused.push(known)
      return []
    }
  }

  #foreignRemarks(): string[] {
    const more = this.#foreign.length - MAX_NAMED
    return [
      ...this.#foreign.slice(0, MAX_NAMED).map((file) => `${file}: it is of another program, and left alone`),
      ...(more > 0 ? [`and ${counted(more, 'more file')} of other programs`] : []),
    ]
  }

  #fullRemark(): string[] {
    if (!this.#isFull) return []
    return [
      `${this.#root}: it holds more than ${grouped(MAX_FOUND)} runs and campaigns, of which the first ${grouped(MAX_FOUND)} are rendered; name a folder in it for the others`,
    ]
  }
}
