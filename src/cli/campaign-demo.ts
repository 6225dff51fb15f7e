import { counted } from '../../reports/quantities.ts'
import { campaignText } from '../../reports/index.ts'
import type { Millis } from '../base/time.ts'
import { CampaignStore } from '../campaign/store.ts'
import { newSettings } from '../campaign/asked-settings.ts'
import { triageFailure } from '../campaign/failure-triage.ts'
import { runSession, type SessionOptions, type SessionOutcome } from '../campaign/session.ts'
import { campaignVerdict, resultOf, type CampaignVerdict } from '../campaign/verdict.ts'
import { eventText } from './campaign-watch.ts'
import { withPlantedBug } from '../subject/shipped-targets.ts'
import { plantedBug, DEFAULT_TARGET } from '../testcase/targets.ts'
import { describeChoice, openHost } from '../isolation/open-host.ts'

const DEMO_MILLIS = 20_000
/** With so many runs of each scenario all is seen that is to be seen: a slow machine takes longer for them. */
const FEWEST = 20
/** A bug that is easy to grasp: an old leader's entries stay where they contradict the new one's. */
const SHOWN_BUG = 'no-truncate-on-conflict'

/** The campaign's verdict. A planted bug that is not found and explained is a harness that failed. */
export interface DemoVerdict extends CampaignVerdict {
  /** The page that explains the planted bug. */
  readonly reportPath?: string
}

interface DemoOptions {
  readonly say: (text: string) => void
  readonly color: boolean
  /** Of the campaign. Default 20,000. */
  readonly millis?: Millis
}

/** What `npm start` shows: every scenario on a Raft that holds, then a planted bug, found and explained. */
export async function runDemo(
  options: SessionOptions,
  { say, color, millis = DEMO_MILLIS }: DemoOptions,
): Promise<DemoVerdict> {
  const loaded = await describeChoice('none', { target: DEFAULT_TARGET, scenarios: [] })
  const settings = newSettings({ millis }, loaded)
  const store = CampaignStore.create(':memory:', settings)
  const session = await runSession(store, { ...options, atLeast: FEWEST })
  const result = resultOf(session)
  say(`\n${campaignText(session.summary, { color })}`)
  if (session.interrupted) return campaignVerdict(session, result, {})
  const bug = plantedBug(SHOWN_BUG)
  const { scenario, seed, digest, runs = 0 } = session.storedSelfTests.find(({ id }) => id === bug.id) ?? {}
  if (scenario === undefined || seed === undefined || digest === undefined) {
    say(`\nthe planted bug ${bug.id} was not found\n`)
    return campaignVerdict(session, 'harness-failed', {})
  }
  say(
    `\nNow a Raft that ${bug.does} (as in ${bug.seenIn}).\nFound in ${counted(runs, 'run')}, by ${scenario}; minimizing:\n`,
  )
  const target = withPlantedBug(DEFAULT_TARGET, bug.id)
  const failure = { scenario, seed, signature: bug.id, headline: bug.does, step: 0, digest }
  const place = await triageFailure(
    { failure, target, shape: {}, output: options.output },
    {
      open: () => openHost(options.isolation, { target, scenarios: [scenario] }),
      minimize: true,
      onEvent: (event) => say(eventText(event, { color }) ?? ''),
    },
  )
  if (place === 'later' || place?.reportPath === undefined)
    return campaignVerdict(session, 'harness-failed', {})
  say(`${numbers(session)}\nOpen ${place.reportPath} in a browser.\n`)
  return campaignVerdict(session, result, { reportPath: place.reportPath })
}

function numbers({ summary }: SessionOutcome): string {
  const { runs, seconds, seedsPerSecond, virtualHours, selfTests = [] } = summary
  return (
    `${counted(runs, 'run')} of ${counted(summary.scenarios.length, 'scenario')} held in ${seconds.toFixed(0)} s ` +
    `(${seedsPerSecond.toFixed(0)} seeds/s, ${virtualHours.toFixed(1)} virtual hours); ` +
    `${selfTests.filter(({ found }) => found).length} of ${selfTests.length} planted bugs found.`
  )
}
