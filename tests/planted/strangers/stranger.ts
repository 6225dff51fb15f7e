import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A mistake in a stranger's Raft, written as people write it: texts of the source, and what stands there instead. */
export interface Mutant {
  /** As the catalogue of known bugs calls it. */
  readonly id: string
  /** Each text stands once in all files together. */
  readonly replaced: readonly (readonly [from: string, to: string])[]
  /** Why nobody can see it in this Raft, as far as is known. */
  readonly harmless?: string
}

/** A Raft that the harness knows by its public contract alone, as the files it is made of. */
export interface Stranger {
  /** Texts by file name. */
  readonly files: ReadonlyMap<string, string>
  /** The file that exports the target. */
  readonly entry: string
}

/** The Raft of the package's own test: one file, without snapshots, changes of members, sessions. */
export function smallStranger(): Stranger {
  const entry = 'my-raft.ts'
  const text = readFileSync(join(import.meta.dirname, '../../package/fixtures', entry), 'utf8')
  return { files: new Map([[entry, text]]), entry }
}

/** The one with pre-votes, a watched quorum, read index, snapshots in pieces, changes of members, transfer, sessions. */
export function thesisStranger(): Stranger {
  const folder = join(import.meta.dirname, 'thesis')
  const names = readdirSync(folder).sort()
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  return { files, entry: 'raft.ts' }
}

/** The files with the mistake in them. @throws Error where a text is not there exactly once. */
export function planted({ files, entry }: Stranger, { id, replaced }: Mutant): Stranger {
  const changed = new Map(files)
  for (const [from, to] of replaced) {
    const holding = [...changed].filter(([, text]) => text.includes(from))
    const [[name, text] = ['', '']] = holding
    if (holding.length !== 1 || text.split(from).length !== 2)
      throw new Error(`${id}: not there once: ${from}`)
    changed.set(
      name,
      text.replace(from, () => to),
    )
  }
  return { files: changed, entry }
}

/** Writes the files into a new folder; returns the path to give as a target. */
export function written({ files, entry }: Stranger, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return join(folder, entry)
}
