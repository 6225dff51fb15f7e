/** The first attempts that find bugs around the core of Raft: those in `snapshots`, `membership`, `leadership`, `reads`, `sessions` and `storage`. */
export const edgeFirstAttempts: { readonly [id: string]: number } = {
  'members-not-taken-from-snapshot': 1323,
  'conflicts-kept-behind-snapshot': 48,
  'snapshot-goes-back': 79,
  'snapshot-with-old-members': 42,
  'members-kept-after-truncation': 3379,
  'members-forgotten-at-restart': 203,
  'several-servers-at-once': 49,
  'two-changes-in-flight': 24,
  'lease-longer-than-promise': 45,
  'lease-not-kept-by-voters': 887,
  'read-confirmed-by-any-answer': 45,
  'retry-answered-with-latest-result': 56,
  'fence-not-kept': 407,
  'stale-records-replayed': 42,
  'transfer-never-given-up': 72,
  'installed-snapshot-not-noted': 58,
}
