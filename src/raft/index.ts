/**
 * The Raft alone: its pure core, the services it replicates with their sessions, and the node that performs the
 * core's effects in an {@link Environment}. Nothing of the test harness comes with it.
 *
 * @example
 * import { defaultConfig, RaftHost, rules, services, Sessions } from 'whitewater/raft'
 */
export type { ErrorCode } from '../base/error-codes.ts'
export type { OperationError } from '../base/operation-error.ts'
export type { CodedOutcome } from '../record/operation.ts'
export * from './core/index.ts'
export type { AdminCall } from './node/admin.ts'
export type { Cancel, Environment, Random } from './node/environment.ts'
export { RaftHost } from './node/host.ts'
export { services, type ServiceName } from './services/service.ts'
export { sessionRules, Sessions, type SessionCommand, type SessionRules } from './services/sessions.ts'
export type { SessionSettings } from './services/session-settings.ts'
export type { Result, StateMachine } from './services/state-machine.ts'
