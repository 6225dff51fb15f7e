export type { ReportEnvironment, FailureReport, KeptWithRun } from './failure-report.ts'
export type { CampaignSummary, FailureGroup, FaultTally, ScenarioTally } from './campaign-summary.ts'
export type {
  CampaignRecord,
  FailingRun,
  GoneSignature,
  RecordedGroup,
  RecordedNight,
  RecordedScenario,
} from './campaign-record.ts'
export { runLoad } from './run-load.ts'
export { campaignPage } from './html/campaign/campaign-page.ts'
export { campaignLine } from './campaign-line.ts'
export type { RunBatch } from './run-batch.ts'
export type { Report } from './html/schema.ts'
export type { FailurePage } from './html/failure-page.ts'
export type { Terminal, TextOptions } from './terminal/style.ts'
export { wantsColor } from './terminal/style.ts'
export type { ComparedSignature, ComparedTarget, Comparison, Shown } from './comparison.ts'
export { comparisonText } from './terminal/comparison-text.ts'
export { matrixMarkdown } from './matrix-markdown.ts'
export { matrixText } from './terminal/matrix-text.ts'
export { matrixPage } from './html/matrix/matrix-page.ts'
export type { Matrix, MatrixRan, MatrixRow, MatrixSchedule, MatrixSignature } from './matrix.ts'
export { divergenceBlock } from './terminal/divergence-block.ts'
export { failureBlock } from './terminal/failure-block.ts'
export { knownLines } from './terminal/known-lines.ts'
export { runLine } from './terminal/run-line.ts'
export { campaignFailureLines } from './terminal/campaign-failure-lines.ts'
export { campaignText } from './terminal/campaign-text.ts'
export { runJson } from './json.ts'
export { junitXml } from './junit.ts'
export { githubErrors, githubSummary, markdownText } from './github.ts'
export { failurePage } from './html/failure-page.ts'
export { reportData } from './html/report-data.ts'
export { asciiText, visibleText } from './visible-text.ts'
export { safeLines } from './safe-lines.ts'
