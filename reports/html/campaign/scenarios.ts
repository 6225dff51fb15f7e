import type { CampaignRecord } from '../../campaign-record.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Element } from '../markup.ts'
import { badNumber, dataTable, part } from './parts.ts'
import { seedStrip, stripLegend } from './seed-strip.ts'

/** Scenario by scenario: what ran, what failed, and where in the order of its runs. */
export function scenarioPart(record: CampaignRecord): Element {
  const { scenarios, groups, undecidedRuns } = record
  const failing = Map.groupBy(
    groups.flatMap(({ failures }) => failures),
    ({ scenario }) => scenario,
  )
  return part(
    'scenarios',
    'Scenarios',
    stripLegend(),
    dataTable(
      `scenarios on ${record.target}`,
      ['scenario', 'runs', 'failed', 'undecided', 'runs to the first failure', 'its runs in order'],
      scenarios.map(({ name, runs, failed, undecided, firstFailure }) => [
        visibleText(name, 80),
        runs,
        badNumber(failed),
        badNumber(undecided),
        firstFailure ?? (runs === 0 ? 'not run' : 'none failed'),
        seedStrip({
          runs,
          failed: (failing.get(name) ?? []).map(({ run }) => run),
          undecided: undecidedRuns.filter(({ scenario }) => scenario === name).map(({ run }) => run),
        }),
      ]),
    ),
    el('p', { class: 'muted' }, 'Target: ', el('code', {}, visibleText(record.target, 300))),
  )
}
