import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  agentEndLine,
  agentFailureLine,
  githubErrors,
  githubSummary,
  sarifText,
  signatureGroups,
  visibleText,
  type FailureReport,
} from '../../reports/index.ts'
import { totalsOf } from '../../reports/campaign-summary.ts'
import { namesThereAre } from '../base/did-you-mean.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import type { CampaignEvent } from '../campaign/events.ts'
import type { CampaignReport } from '../campaign/run-campaign.ts'
import type { ExitCode } from './exit-code.ts'
import { writeUngated } from './output-gate.ts'
import { sarifContext } from './sarif-context.ts'

/** What a campaign is told of beside its text. */
const campaignReporters = ['terminal', 'agent', 'github', 'sarif'] as const

/** What the chosen reporters do with the events of a campaign, and with what came of it. */
export interface CampaignReporters {
  /** Whether people read along: else there is no progress and no text. */
  readonly isTerminal: boolean
  onEvent(event: CampaignEvent): void
  /** @throws InputError when a file cannot be written. */
  end(report: Pick<CampaignReport, 'verdict' | 'remarks'>, code: ExitCode): void
}

/**
 * The reporters of these names; `agent` writes to `lines`.
 * @throws InputError for a name that is none.
 */
export function campaignReportersOf(
  names: readonly string[],
  output: string,
  lines: { write(text: string): unknown },
): CampaignReporters {
  const stranger = names.find((name) => !campaignReporters.some((one) => one === name))
  if (stranger !== undefined)
    throw new InputError(`there is no reporter "${stranger}"${namesThereAre(stranger, campaignReporters)}`)
  const isAgent = names.includes('agent')
  const reports: FailureReport[] = []
  let target = ''
  return {
    isTerminal: names.includes('terminal') && !isAgent,
    onEvent: (event) => {
      if (event.type === 'started') target = event.settings.target
      if (event.type !== 'report') return
      reports.push(event.report)
      if (isAgent) lines.write(agentFailureLine(event.report))
    },
    end: ({ verdict, remarks }, code) => {
      if (isAgent) {
        const { failed, unknown } = totalsOf(verdict)
        lines.write(
          agentEndLine({
            result: verdict.result,
            exit: code,
            runs: verdict.runs,
            failed,
            undecided: unknown,
            signatures: Object.fromEntries(
              verdict.failures.map(({ signature, count }) => [visibleText(signature), count]),
            ),
            ...(remarks.length === 0 ? {} : { remarks: remarks.map((text) => visibleText(text)) }),
          }),
        )
      }
      try {
        if (names.includes('github')) {
          writeUngated(process.stderr, githubErrors(reports))
          const summary = process.env['GITHUB_STEP_SUMMARY']
          if (summary !== undefined) appendFileSync(summary, githubSummary(verdict, reports))
        }
        if (names.includes('sarif'))
          writeFileSync(
            join(output, 'results.sarif'),
            sarifText(signatureGroups(reports), sarifContext(target)),
          )
      } catch (error) {
        throw environmentError(error, output) ?? error
      }
    },
  }
}
