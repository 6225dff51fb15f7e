/**
 * Talks to a cluster of Whitewater's built-in Raft: `whitewater serve` starts one.
 *
 * A call that ends with a `CallFailedError` had no effect. One that ends with an `UnknownOutcomeError` may have been
 * executed, or may yet be: `client.status(error)` finds out, and its "not executed" is final.
 */
export type { Json } from '../../base/json.ts'
export type { BackoffOptions } from './backoff.ts'
export type { CallOptions, RetryOptions } from './call-options.ts'
export { connect, type Client, type ConnectOptions, type SessionClient } from './client.ts'
export type { ClusterClient, ClusterMember, ClusterView, MembershipChange, NewMember } from './cluster.ts'
export type { Conditional, DirectoryClient, NodeStat } from './directory.ts'
export { CallFailedError, UnknownOutcomeError, type RequestReference } from './errors.ts'
export type { KeyValueClient, Swapped } from './key-value.ts'
export type { LedgerClient } from './ledger.ts'
export type { RequestStatus } from './session.ts'
