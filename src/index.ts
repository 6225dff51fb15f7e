/**
 * Whitewater takes a Raft implementation through every rapid there is and shows, in the fewest steps, where
 * it capsizes.
 *
 * @example
 * import { inProcess, run } from 'whitewater'
 * const target = inProcess({ name: 'my-raft', create: (environment) => new MyRaft(environment) })
 * const { failures } = await run({ target, runs: 100 })
 */
export { defineScenario, scenarios, schedules, type Judged, type Scenario } from '../scenarios/index.ts'
export { list, type Catalogue, type Listed } from './catalogue.ts'
export { InputError, type InputPlace } from './base/input-error.ts'
export type { CampaignEvent } from './campaign/events.ts'
export type { CampaignProgress } from './campaign/progress.ts'
export { report, type Rendered, type ReportOptions, type ReportedAgain } from './campaign/rendered-again.ts'
export { runCampaign, type CampaignOptions, type CampaignReport } from './campaign/run-campaign.ts'
export type { CampaignVerdict } from './campaign/verdict.ts'
export { checkFile, checkHistory, type CheckReport } from './check/check-file.ts'
export type { CheckOptions } from './check/options.ts'
export { checkPage } from './check/check-page.ts'
export type { CheckedFailure, CheckedHistory } from '../reports/html/check/check-page.ts'
export type { PackedHistory } from '../reports/html/whole/columns.ts'
export type { FailureVerdict, HistoryVerdict, OperationVerdict } from './check/verdict-json.ts'
export {
  compare,
  type CompareOptions,
  type ComparisonReport,
  type ComparisonResult,
  type ComparisonVerdict,
} from './comparison/compare.ts'
export { matrix, type MatrixOptions, type MatrixReport } from './matrix/matrix.ts'
export type { MatrixCampaign, MatrixFile, MatrixImplementation } from './matrix/matrix-file.ts'
export type { Json } from './base/json.ts'
export type { NodeId } from './base/node-id.ts'
export type { Millis } from './base/time.ts'
export type { HistoryEvent } from './record/history-event.ts'
export type { EntryView, NodeView, Role } from './record/node-view.ts'
export type { Operation, Outcome } from './record/operation.ts'
export type { MinimizedFailure, RunRecord } from './record/run-record.ts'
export type { Divergence } from './record/divergence.ts'
export type { Clause, Fact, Verdict, Violation } from './record/verdict.ts'
export { runMaelstrom } from './maelstrom/run-maelstrom.ts'
export type { MaelstromReport } from './maelstrom/results.ts'
export type { MaelstromOptions } from './maelstrom/options.ts'
export {
  exportFailure,
  type ExportedFailure,
  type ExportForm,
  type ExportOptions,
} from './export/export-failure.ts'
export { explore, type ExploreOptions, type ExploreReport } from './isolation/explore.ts'
export type { ExploreVerdict } from './isolation/explore-verdict.ts'
export { minimize, type MinimizeOptions, type MinimizeReport } from './isolation/minimize-recorded.ts'
export { planted, type PlantedOptions, type PlantedReport } from './isolation/planted.ts'
export type { HuntedBug, PlantedBugVerdict, PlantedVerdict } from './isolation/planted-verdict.ts'
export { replay, type ReplayReport } from './isolation/replay.ts'
export type { RecordedRunOptions } from './isolation/host-options.ts'
export { run, type RunReport, type RunRequest } from './testcase/run-target.ts'
export type { TargetMaker } from './testcase/target-maker.ts'
export { resolveTarget } from './testcase/targets.ts'
export { TestCase, type TestCaseParts } from './testcase/test-case.ts'
export type { FailedRun } from './testcase/test-case-id.ts'
export type { Hunt } from './testcase/planted-hunt.ts'
export type {
  ComparedSignature,
  CampaignResult,
  ComparedTarget,
  FailureReport,
  Matrix,
  MatrixRan,
  MatrixRow,
  MatrixSchedule,
  MatrixSignature,
  Shown,
} from '../reports/index.ts'
export type { RunResult } from './run/run-result.ts'
export type { RunSettings } from './run/run-settings.ts'
export type { PlanShape } from './run/drawing/plan-shape.ts'
export type { Plan } from './run/plan.ts'
export type { Cancel, Environment, Lens, LensMessage, RaftNode, Random } from './subject/contract.ts'
export { lockstep, type LockstepOptions, type PipeOptions, type WasmOptions } from './lockstep/lockstep.ts'
export { inProcess, type InProcessOptions } from './subject/in-process.ts'
export type { Need, Offers } from './subject/offers.ts'
export {
  builtInRaft,
  /** The former name of `builtInRaft`. */
  builtInRaft as ownRaft,
  type BuiltInRaftOptions,
  type BuiltInRaftOptions as OwnRaftOptions,
} from './subject/built-in-raft/built-in-raft.ts'
export type { Target } from './subject/target.ts'
export { etcd, type EtcdOptions } from './processes/etcd.ts'
export { nats, type NatsOptions } from './processes/nats/nats.ts'
export { type NatsReads } from './processes/nats/client.ts'
export { ownServer, type OwnServerOptions } from './processes/own-server.ts'
export { batchStore, type BatchStore, type BatchWrite } from './subject/parts/batches.ts'
export { connectedRequests } from './subject/parts/connected-requests.ts'
export { orderedConnections, type ConnectionOptions, type Connections } from './subject/parts/connections.ts'
export { entryViews } from './subject/parts/entry-views.ts'
export { freshRequire } from './subject/parts/fresh-require.ts'
export { KeyValueMachine, type KeyValueCall } from './subject/parts/key-value-machine.ts'
export { levelStore, type LevelStore } from './subject/parts/level-store.ts'
export {
  NoReply,
  requestReply,
  type Answer,
  type RequestReply,
  type RequestReplyOptions,
} from './subject/parts/request-reply.ts'
export { waitingClients, type WaitingClients } from './subject/parts/waiting-clients.ts'
export { neverSent } from './subject/never-sent.ts'
export {
  server,
  type Address,
  type Addresses,
  type PortUse,
  type ServerClient,
  type ServerCommand,
  type ServerEndpoint,
  type ServerMember,
  type ServerNode,
  type ServerOffers,
  type ServerOptions,
  type ServerStatus,
  type ServerTarget,
} from './subject/server.ts'
