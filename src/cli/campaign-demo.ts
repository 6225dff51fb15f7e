import { counted } from '../../reports/quantities.ts'
import { campaignText, wantsColor } from '../../reports/index.ts'
import { CampaignStore } from '../campaign/store.ts'
import { triageFailures } from './campaign-failures.ts'
import { codeOf } from './campaign-verdict.ts'
import { runSession, type SessionOptions, type SessionOutcome } from './campaign-session.ts'
import { newSettings } from './campaign-settings.ts'
import { withPlantedBug } from '../subject/shipped-targets.ts'
import { plantedBug, DEFAULT_TARGET } from '../testcase/targets.ts'
import { describeChoice, openHost } from '../isolation/open-host.ts'
import { exitCode, worst, type ExitCode } from './exit-code.ts'

const DEMO_MILLIS = 20_000
/** A bug that is easy to grasp: an old leader's entries stay where they contradict the new one's. */
const SHOWN_BUG = 'no-truncate-on-conflict'

export interface DemoOutcome {
  readonly session: SessionOutcome
  readonly code: ExitCode
  /** The page that explains the planted bug. */
  readonly reportPath?: string
}

/** What `npm start` shows: every scenario on a Raft that holds, then a planted bug, found and explained. */
export async function runDemo(
  options: SessionOptions,
  say: (text: string) => void,
  millis = DEMO_MILLIS,
): Promise<DemoOutcome> {
  const loaded = await describeChoice('none', { target: DEFAULT_TARGET, scenarios: [] })
  const settings = newSettings({ millis }, loaded)
  const session = await runSession(CampaignStore.create(':memory:', settings), options)
  const code = codeOf(session)
  const color = wantsColor({ isTTY: options.progress.isTTY, env: process.env })
  say(`\n${campaignText(session.summary, { color })}`)
  if (session.interrupted) return { session, code }
  const bug = plantedBug(SHOWN_BUG)
  const { scenario, seed, digest, runs = 0 } = session.storedSelfTests.find(({ id }) => id === bug.id) ?? {}
  if (scenario === undefined || seed === undefined || digest === undefined) {
    say(`\nthe planted bug ${bug.id} was not found\n`)
    return { session, code: worst([code, exitCode.harnessFailed]) }
  }
  say(
    `\nNow a Raft that ${bug.does} (as in ${bug.seenIn}).\nFound in ${counted(runs, 'run')}, by ${scenario}; minimizing:\n`,
  )
  const target = withPlantedBug(DEFAULT_TARGET, bug.id)
  const failure = { scenario, seed, signature: bug.id, headline: bug.does, step: 0, digest }
  const place = await triageFailures(
    { failure, target, shape: {}, output: options.output, color },
    {
      open: () => openHost(options.isolation, { target, scenarios: [scenario] }),
      minimize: true,
      signal: new AbortController().signal,
      say,
      onDiverged: () => undefined,
    },
  )
  if (place === 'later' || place?.reportPath === undefined)
    return { session, code: worst([code, exitCode.harnessFailed]) }
  say(`${numbers(session)}\nOpen ${place.reportPath} in a browser.\n`)
  return { session, code, reportPath: place.reportPath }
}

function numbers({ summary }: SessionOutcome): string {
  const { runs, seconds, seedsPerSecond, virtualHours, selfTests = [] } = summary
  return (
    `${runs} runs of ${summary.scenarios.length} scenarios held in ${seconds.toFixed(0)} s ` +
    `(${seedsPerSecond.toFixed(0)} seeds/s, ${virtualHours.toFixed(1)} virtual hours); ` +
    `${selfTests.filter(({ found }) => found).length} of ${selfTests.length} planted bugs found.`
  )
}
