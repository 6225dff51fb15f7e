/** The real world: server processes under faults, in real time. */
export { builtInServers, type BuiltInServers } from './server-targets.ts'
export { hasLinks, possibleFaultKinds } from './fault-controls.ts'
export { type CutStyle } from './proxy/link.ts'
export { runReal, type RealRunOptions, type RealRunResult, type NemesisLike } from './real-run.ts'
export { RealWorld, type UnexpectedEnd } from './real-world.ts'
export { type RealWorldOptions } from './real-world-options.ts'
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts'
