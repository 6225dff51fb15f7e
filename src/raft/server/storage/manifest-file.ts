import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { assert } from '../../../base/assert.ts'
import { decodeHeader, encodeHeader, HEADER_BYTES, isHeader } from './file-header.ts'
import type { Files } from './files.ts'
import type { Owner } from './owner.ts'
import { refusal } from './refusal.ts'

/** The file within the server's directory that says what the others must hold at least. */
export const MANIFEST = 'manifest'

/** What is known to be durable, and so must be found again. */
export interface ManifestState {
  /** The log reaches at least to this position. */
  readonly logPosition: number
  /** Each key with the count of its latest write. */
  readonly values: { readonly [key: string]: number }
}

export interface ReadManifest extends ManifestState {
  readonly sequence: number
  readonly directory: string | undefined
}

/**
 * The file has two slots, written in turn and synced: a crash tears at most the one that is being written, and the
 * other one holds. A third one, written without a sync, says how far the log has come meanwhile: the end of the process
 * leaves it as it is, and a loss of power that tears it takes nothing away but that. Each slot is a header and a JSON
 * text; what stands behind that text means nothing.
 */
const SLOT_BYTES = 4096
const MANIFEST_BYTES = 3 * SLOT_BYTES

/** Where the slot is that is not synced. */
export const UNSYNCED_SLOT = 2 * SLOT_BYTES

export const slotOffset = (sequence: number): number => (sequence % 2) * SLOT_BYTES

export function encodeSlot(owner: Owner, sequence: number, { logPosition, values }: ManifestState): Buffer {
  const text = Buffer.from(JSON.stringify({ logPosition, values }))
  assert(text.length <= SLOT_BYTES - HEADER_BYTES, 'a manifest has room for a few dozen keys')
  const fields = { sequence, bytes: text.length, checksum: crc32(text) }
  return Buffer.concat([encodeHeader('manifest', owner, fields), text])
}

/** Makes the manifest of a directory; it has its name only when it is whole. */
export async function createManifest(
  files: Files,
  directory: string,
  owner: Owner,
  state: ManifestState,
): Promise<void> {
  const path = join(directory, MANIFEST)
  const bytes = Buffer.alloc(MANIFEST_BYTES)
  encodeSlot(owner, 1, state).copy(bytes, slotOffset(1))
  await files.create(`${path}.tmp`, [bytes])
  await files.rename(`${path}.tmp`, path)
  await files.syncFolder(directory)
}

/**
 * The newer of the two slots that is whole, with the end of the log by all three; undefined when there is no manifest.
 * @throws InputError when neither is, and when it is another server's.
 */
export async function readManifest(
  files: Files,
  directory: string,
  owner: Owner,
): Promise<ReadManifest | undefined> {
  const path = join(directory, MANIFEST)
  const bytes = await files.read(path)
  if (bytes === undefined) return undefined
  if (bytes.length !== MANIFEST_BYTES) {
    const what = bytes.length < MANIFEST_BYTES ? 'cut short' : 'longer than it was made'
    throw refusal(path, `This manifest is ${what}: ${bytes.length} bytes instead of ${MANIFEST_BYTES}`)
  }
  const slots = [0, 1].map((slot) => readSlot(bytes.subarray(slot * SLOT_BYTES), owner, path))
  const [newest] = slots
    .filter((slot) => slot !== undefined)
    .sort((one, other) => other.sequence - one.sequence)
  if (newest === undefined) throw refusal(path, 'This manifest is damaged: neither of its two slots is whole')
  const ahead = readSlot(bytes.subarray(UNSYNCED_SLOT), owner, path)?.logPosition ?? 0
  return { ...newest, logPosition: Math.max(newest.logPosition, ahead) }
}

/** Undefined for a slot that was never written, or torn, or damaged: which of them cannot be told. */
function readSlot(bytes: Buffer, owner: Owner, path: string): ReadManifest | undefined {
  if (!isHeader('manifest', bytes)) return undefined
  const { sequence, bytes: length, checksum, directory } = decodeHeader('manifest', owner, bytes, path)
  const text = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)
  if (crc32(text) !== checksum) return undefined
  const { logPosition, values } = JSON.parse(text.toString()) as ManifestState
  return { sequence, directory, logPosition, values }
}
