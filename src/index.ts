/**
 * Whitewater takes a Raft implementation through every rapid there is and shows, in the fewest steps, where
 * it capsizes.
 *
 * @example
 * import { inProcess, run } from 'whitewater'
 * const target = inProcess({ name: 'my-raft', create: (environment) => new MyRaft(environment) })
 * const { failures } = await run({ target, runs: 100 })
 */
export { defineScenario, scenarios, type Judged, type Scenario } from '../scenarios/index.ts'
export type { Json } from './base/json.ts'
export type { NodeId } from './base/node-id.ts'
export type { Millis } from './base/time.ts'
export type { HistoryEvent } from './history/history-event.ts'
export type { EntryView, NodeView, Role } from './history/node-view.ts'
export type { Operation, Outcome } from './history/operation.ts'
export type { MinimizedFailure, RunRecord } from './history/run-record.ts'
export type { Clause, Fact, Verdict, Violation } from './history/verdict.ts'
export { run, type RunFailure, type RunReport, type RunRequest } from './harness/run-target.ts'
export type { PlanShape } from './run/draw-plan.ts'
export type { Plan } from './run/plan.ts'
export type { Cancel, Environment, Lens, LensMessage, RaftNode, Random } from './target/contract.ts'
export { inProcess, type InProcessOptions } from './target/in-process.ts'
export type { Need, Offers } from './target/offers.ts'
export { ownRaft, type OwnRaftOptions } from './target/own-raft/own-raft.ts'
export type { Target } from './target/target.ts'
