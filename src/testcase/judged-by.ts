import type { RunSettings } from '../run/run-settings.ts'
import type { Scenario } from '../run/scenario.ts'

/** The settings with which a scenario judges a run itself; none when it leaves that to the checkers. */
export const judgedBy = (scenario: Scenario): Pick<RunSettings, 'judge'> =>
  scenario.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
