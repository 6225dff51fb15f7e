import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Json } from '../../../base/json.ts'
import { identifyDirectory, plainValues, readDirectory, type FoundDirectory } from './directory.ts'
import { DurableStorage } from './durable-storage.ts'
import type { Files } from './files.ts'
import { LOG_BEGIN, RECORD } from './keys.ts'
import { Manifest } from './manifest.ts'
import { createManifest, type ManifestState } from './manifest-file.ts'
import { nodeFiles } from './node-files.ts'
import { checkOwner, type Owner } from './owner.ts'
import { secureDirectory, type StorageWarning } from './secure-directory.ts'
import { LOG_FOLDER } from './segment.ts'
import { Segment, SegmentMaker } from './segment-writer.ts'
import { StorageCounters } from './storage-counters.ts'
import { VALUES_FOLDER, writeValue } from './value-files.ts'
import { ValueWriter } from './value-writer.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

const SEGMENT_BYTES = 16 * 1024 * 1024
const QUIET_AFTER = 100

export interface StorageOptions extends Owner {
  /** Length of a segment of the log. Default 16 MiB. */
  readonly segmentBytes?: number
  /** Quiet time after which the log is marked as durable to its end, in ms. Default 100. */
  readonly quietAfter?: number
  readonly warn?: (warning: StorageWarning) => void
  /**
   * Looks at what was found, before anything is changed; throws when it makes no sense. What the keys and values mean
   * is not known here.
   */
  readonly check?: (found: { readonly [key: string]: Json }) => void
  /** Default: the file system of this machine. */
  readonly files?: Files
}

/**
 * Opens the directory of one server, or makes it; takes it for this process alone.
 * @throws InputError when another process has it, or what is in it is damaged, incomplete, another server's or
 * from a later version. Then nothing was changed.
 */
export async function openStorage(directory: string, options: StorageOptions): Promise<DurableStorage> {
  checkOwner(options)
  const { files = nodeFiles } = options
  await files.makeFolder(directory)
  const unlock = files.lock(directory)
  try {
    return await openLocked(files, directory, options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

async function openLocked(
  files: Files,
  directory: string,
  options: StorageOptions,
  unlock: () => void,
): Promise<DurableStorage> {
  const named: Owner = { cluster: options.cluster, node: options.node }
  const found = await readDirectory(files, directory, named)
  const loaded = loadedFrom(found)
  options.check?.(loaded ?? {})
  await secureDirectory(files, directory, found, options.warn)

  const owner: Owner = { ...named, directory: found.id ?? randomBytes(8).toString('hex') }

  const state = stateOf(found)
  // first of all, so that every other file has the id of the directory
  if (found.manifest === undefined) await createManifest(files, directory, owner, state)
  const logFolder = join(directory, LOG_FOLDER)
  const maker = new SegmentMaker(files, logFolder, owner, options.segmentBytes ?? SEGMENT_BYTES)
  const last = found.log.segments.at(-1)
  const segment =
    last === undefined
      ? await maker.make(1, 0, 0)
      : new Segment(await files.open(last.path), last.path, last.bytes, found.log.end, last.highestNumber)
  if (!found.identified) await identifyDirectory(files, directory, owner)

  const counters = new StorageCounters()
  const fail = (error: Error): void => storage.fail(error)
  const behind = options.quietAfter ?? QUIET_AFTER
  const sequence = found.manifest?.sequence ?? 1
  const manifest = await Manifest.open(files, directory, { ...state, sequence }, { owner, behind, fail })
  const log = new WriteAheadLog(
    {
      full: found.log.segments.slice(0, -1),
      segment,
      nextPosition: found.log.nextPosition,
      nextNumber: found.log.records.next,
    },
    {
      ...{ files, maker, counters, quietAfter: behind, fail },
      durable: (position) => manifest.logDurable(position),
    },
  )
  const values = new ValueWriter(async (key, json) => {
    const started = performance.now()
    const facts = { version: manifest.nextVersion(key), logPosition: log.durableThrough }
    const bytes = await writeValue(files, join(directory, VALUES_FOLDER), owner, key, json, facts)
    await manifest.valueDurable(key, facts.version)
    counters.durable(bytes, started)
    if (key === LOG_BEGIN) await log.eraseBelow(Number(json))
  }, fail)
  await log.eraseBelow(found.logBegin)
  const { logBegin } = found
  const storage = new DurableStorage({
    ...{ directory, counters, log, values, manifest, logBegin, unlock, loaded },
  })
  return storage
}

/** What is durable now: it was made so when it was found. */
function stateOf({ values, log }: FoundDirectory): ManifestState {
  const versions = [...values].map(([key, { version }]) => [key, version] as const)
  return { logPosition: log.nextPosition - 1, values: Object.fromEntries(versions) }
}

function loadedFrom({ values, log }: FoundDirectory): { [key: string]: Json } | undefined {
  const loaded = plainValues(values)
  for (const [number, value] of log.records.needed()) loaded[`${RECORD}${number}`] = value
  return Object.keys(loaded).length === 0 ? undefined : loaded
}
