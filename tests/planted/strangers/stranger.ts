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
  /** The file that exports the target, or the program. */
  readonly entry: string
  /** How the target is named, given the path of that file; the path itself where it is absent. */
  readonly target?: (path: string) => string
}

/** The Raft of the package's own test: one file, without snapshots, changes of members, sessions. */
export function smallStranger(): Stranger {
  const entry = 'my-raft.ts'
  const text = readFileSync(join(import.meta.dirname, '../../package/fixtures', entry), 'utf8')
  return { files: new Map([[entry, text]]), entry }
}

/** The one with pre-votes, a watched quorum, read index, snapshots in pieces, changes of members, transfer, sessions. */
export function thesisStranger(): Stranger {
  return { files: filesOf('thesis'), entry: 'raft.ts' }
}

/** A program in lockstep that shows neither log nor vote: ticks, pipelined appends, reads at followers, joint consensus. */
export function pipelinedStranger(): Stranger {
  return {
    files: filesOf('pipelined'),
    entry: 'raft.ts',
    target: (path) => `lockstep:${process.execPath} ${path}`,
  }
}

function filesOf(name: string): ReadonlyMap<string, string> {
  const folder = join(import.meta.dirname, name)
  const names = readdirSync(folder).sort()
  return new Map(names.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}

/** The files with the mistake in them. @throws Error where a text is not there exactly once. */
export function planted({ files, ...stranger }: Stranger, { id, replaced }: Mutant): Stranger {
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
  return { ...stranger, files: changed }
}

/** Writes the files into a new folder; returns what to give as a target. */
export function written({ files, entry, target = (path) => path }: Stranger, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  return target(join(folder, entry))
}
