/**
 * Something that a run did, as a number: the class of the feature in the upper bits, a hash of what it was in the lower
 * ones. Two features may share a number; then the later one is not told from the first.
 */
export type Feature = number

/**
 * What features tell of a run. A search draws a class first and a feature second, so that classes with many features do not
 * outweigh those with few.
 */
export const featureClasses = [
  'state', // roles, terms and log ends of all servers, relative to each other
  'reigns', // how the last leaders followed each other
  'branches', // how far logs differ, and how many terms passed since something was committed
  'exposure', // what a leader or candidate has that is not committed, and who has it
  'messages', // two kinds of messages that a server got one after the other, by roles
  'fault', // a fault that begins or ends, with what the logs are like then
  'phase', // a kind of fault, with what the protocol was at and what came of it
  'mark', // a coverage mark, and how often, to the next power of two
] as const

export type FeatureClass = (typeof featureClasses)[number]

const HASH_LIMIT = 0x400_0000

/** Features are less than this. */
export const featureLimit = featureClasses.length * HASH_LIMIT

const ordinals = new Map(featureClasses.map((name, ordinal) => [name, ordinal]))

/** The feature of a class with this hash, any whole number. */
export const featureOf = (kind: FeatureClass, hash: number): Feature =>
  (ordinals.get(kind) ?? 0) * HASH_LIMIT + ((hash >>> 0) % HASH_LIMIT)

/** The position of its class in {@link featureClasses}. */
export const classOf = (feature: Feature): number => Math.floor(feature / HASH_LIMIT)

/** A hash of small whole numbers, in their order. */
export function hashOf(...parts: readonly number[]): number {
  let hash = 0x811c9dc5 | 0
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
