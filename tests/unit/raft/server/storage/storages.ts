import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../../../../src/base/json.ts'
import {
  openStorage,
  type DurableStorage,
  type StorageOptions,
  type StorageWarning,
} from '../../../../../src/raft/server/storage/index.ts'
import type { CrashingFiles } from './crashing-files.ts'

export const owner = { cluster: 'test', node: 'n1' }

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-storage-'))

/** A storage in memory, with segments of 1024 bytes, that marks its end only when it is closed. */
export function openIn(
  files: CrashingFiles,
  warnings: StorageWarning[] = [],
  options: Partial<StorageOptions> = {},
): Promise<DurableStorage> {
  const warn = (warning: StorageWarning): void => void warnings.push(warning)
  const usual = { ...owner, files, warn, segmentBytes: 1024, quietAfter: 1e6 }
  return openStorage('/data', { ...usual, ...options })
}

export const synced = (storage: DurableStorage): Promise<void> =>
  new Promise((resolve) => storage.sync(resolve))

/** Records `first` to `last`, each synced by itself. */
export async function writeRecords(storage: DurableStorage, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) {
    storage.write(`wal/${number}`, record(number))
    await synced(storage)
  }
}

export const record = (number: number): Json => ({ life: 1, value: `record ${number}` })

/** What a storage loads that holds the records `first` to `last`, and more. */
export function loaded(first: number, last: number, more: { [key: string]: Json } = {}): object {
  const all: { [key: string]: Json } = { ...more }
  for (let number = first; number <= last; number++) all[`wal/${number}`] = record(number)
  return all
}

/** Why a storage was not opened; if it was, what was in it. */
export async function refusalOf(opening: Promise<DurableStorage>): Promise<string> {
  try {
    const storage = await opening
    const found = JSON.stringify(storage.load())
    await storage.abandon()
    return `opened with ${found}`
  } catch (error) {
    return String(error)
  }
}
