import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  agentEndLine,
  agentFailureLine,
  githubErrors,
  githubSummary,
  sarifText,
  visibleText,
  type FailureReport,
  type Finding,
} from '../../reports/index.ts'
import { totalsOf } from '../../reports/campaign-summary.ts'
import { namesThereAre } from '../base/did-you-mean.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import type { CampaignEvent } from '../campaign/events.ts'
import type { CampaignReport } from '../campaign/run-campaign.ts'
import type { CampaignVerdict } from '../campaign/verdict.ts'
import { campaignFindings } from './campaign-findings.ts'
import { exitCode, resultOf, worst, type ExitCode } from './exit-code.ts'
import { writeUngated } from './output-gate.ts'
import { sarifContext } from './sarif-context.ts'

/** What a campaign is told of beside its text. */
const campaignReporters = ['terminal', 'agent', 'github', 'sarif'] as const

/** What the chosen reporters do with the events of a campaign, and with what came of it. */
export interface CampaignReporters {
  /** Whether people read along: else there is no progress and no text. */
  readonly isTerminal: boolean
  onEvent(event: CampaignEvent): void
  /**
   * The exit code: that of the verdict, unless all held and a file that was asked for cannot be written. What cannot be
   * written is said on standard error.
   */
  end(
    report: Pick<CampaignReport, 'verdict' | 'remarks' | 'record'>,
    code: ExitCode,
    before?: MadeBefore,
  ): ExitCode
}

/** Kept runs that were made before the campaign, in the same call of the command. */
export interface MadeBefore {
  readonly code: ExitCode
  readonly runs: number
  /** Each that nothing was decided of, and why. */
  readonly undecided: readonly string[]
}

const none: MadeBefore = { code: exitCode.held, runs: 0, undecided: [] }

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
  return {
    isTerminal: names.includes('terminal') && !isAgent,
    onEvent: (event) => {
      if (event.type !== 'report') return
      reports.push(event.report)
      if (isAgent) lines.write(agentFailureLine(event.report))
    },
    end: (report, code, before = none) => {
      const { verdict } = report
      const remarks = [...before.undecided.map((text) => `undecided: ${text}`), ...report.remarks]
      const isWritten = write(names, output, verdict, campaignFindings(report, reports))
      const own = isWritten ? code : unlessHeld(code)
      const exit = worst([own, before.code])
      if (isAgent) {
        const { failed, unknown } = totalsOf(verdict)
        lines.write(
          agentEndLine({
            result: exit === code ? verdict.result : resultOf(exit),
            exit,
            runs: before.runs + verdict.runs,
            failed,
            undecided: before.undecided.length + unknown,
            signatures: Object.fromEntries(
              verdict.failures.map(({ signature, count }) => [visibleText(signature), count]),
            ),
            ...(remarks.length === 0 ? {} : { remarks: remarks.map((text) => visibleText(text)) }),
          }),
        )
      }
      return exit
    },
  }
}

/** Whoever asked for a file that is not there must not read 0; a verdict that is no 0 says more than that. */
const unlessHeld = (code: ExitCode): ExitCode => (code === exitCode.held ? exitCode.badInput : code)

/** What GitHub and code scanning read; whether all of it could be written. */
function write(
  names: readonly string[],
  output: string,
  verdict: CampaignVerdict,
  findings: readonly Finding[],
): boolean {
  const summary = process.env['GITHUB_STEP_SUMMARY']
  const writers = [
    names.includes('github') && {
      file: summary ?? 'the job summary',
      write: (): void => {
        writeUngated(process.stderr, githubErrors(findings))
        if (summary !== undefined) appendFileSync(summary, githubSummary(verdict, findings))
      },
    },
    names.includes('sarif') && {
      file: join(output, 'results.sarif'),
      write: (): void =>
        writeFileSync(
          join(output, 'results.sarif'),
          sarifText(findings, sarifContext(verdict.settings.target)),
        ),
    },
  ]
  let isWritten = true
  for (const writer of writers) {
    if (writer === false) continue
    try {
      writer.write()
    } catch (error) {
      const known = environmentError(error, writer.file)
      if (known === undefined) throw error
      process.stderr.write(`${known.message}\n`)
      isWritten = false
    }
  }
  return isWritten
}
