import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { checkDocument } from '../../reports/html/check/check-document.ts'
import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import type { Json } from '../base/json.ts'
import { environmentError } from '../base/environment-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { edn, ednHistory, textHistory } from './edn.ts'
import { isClientEvent, type MaelstromEvent } from './event.ts'

/** The folder of a run, as Maelstrom lays it out: `<output>/<workload>/<time>/`, and links `latest` beside. */
export class Store {
  readonly folder: string
  readonly #output: string
  readonly #workload: string

  constructor(output: string, workload: string, now: Date) {
    this.#output = output
    this.#workload = workload
    const time = now.toISOString().replaceAll(/[-:]/g, '').replace('Z', '+0000')
    makeOutputFolder(join(output, workload))
    this.folder = freshFolder(join(output, workload, time))
    mkdirSync(this.logs)
    this.#link(join(output, 'current'))
  }

  get logs(): string {
    return join(this.folder, 'node-logs')
  }

  /** @returns the file. */
  write(name: string, text: string): string {
    const file = join(this.folder, name)
    writeFileSync(file, text)
    return file
  }

  writeHistory(history: readonly MaelstromEvent[]): void {
    this.write('history.edn', ednHistory(history))
    this.write('history.txt', textHistory(history))
    this.write('history.jsonl', history.map((event) => `${JSON.stringify(lineOf(event))}\n`).join(''))
  }

  writeResults(results: Json, pages: readonly CheckedHistory[]): void {
    this.write('results.edn', `${edn(results)}\n`)
    this.write('results.json', `${JSON.stringify(results, undefined, 2)}\n`)
    this.write('report.html', checkDocument(pages))
    this.#link(join(this.#output, 'latest'))
    this.#link(join(this.#output, this.#workload, 'latest'))
  }

  #link(link: string): void {
    try {
      rmSync(link, { force: true })
      symlinkSync(relative(dirname(link), this.folder), link)
    } catch {
      // a file system without links: the folder is told anyway
    }
  }
}

/** Two tests may begin in one millisecond. */
function freshFolder(path: string): string {
  for (let count = 1; ; count++) {
    const folder = count === 1 ? path : `${path}-${count}`
    try {
      mkdirSync(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw environmentError(error, folder) ?? error
    }
  }
}

/** Keys are texts in our format. */
function lineOf(event: MaelstromEvent): object {
  if (!isClientEvent(event)) return event
  const { key, ...rest } = event
  return key === undefined ? rest : { ...rest, key: String(key) }
}
