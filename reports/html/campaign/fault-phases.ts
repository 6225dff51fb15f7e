import type { CampaignRecord } from '../../campaign-record.ts'
import { grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child, type Element } from '../markup.ts'
import { dataTable, never, part, type Cell } from './parts.ts'

const phaseTexts: { readonly [phase: string]: string } = {
  start: 'before anybody stood for leader',
  election: 'without a leader',
  replication: 'entries not committed',
  commit: 'a commit not known to all',
  idle: 'nothing under way',
  recovery: 'while a server was down',
}

/** Which faults hit the cluster at what: a zero is a hole in what was tried. */
export function faultPart({ faults, phases }: CampaignRecord): Element | false {
  const kinds = Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))
  if (kinds.length === 0) return false
  const seen = kinds.some(([, tally]) => tally.phases !== undefined)
  return part(
    'faults',
    'Faults by what the cluster was at',
    seen
      ? dataTable(
          'faults by protocol phase',
          ['fault', 'hits', ...phases.map((phase) => phaseTexts[phase] ?? phase)],
          kinds.map(([kind, tally]) => [
            visibleText(kind, 60),
            tally.activations,
            ...phases.map((phase) => hits(tally, phase)),
          ]),
        )
      : el(
          'p',
          {},
          'Not known: no fault hit anybody, the servers of this target do not show what they do, or an older version ran the campaign.',
        ),
    dataTable(
      'effects of faults',
      ['fault', 'planned', 'without effect', 'effects'],
      kinds.map(([kind, { planned, idle, effects }]) => [
        visibleText(kind, 60),
        planned,
        idle,
        effectsText(effects),
      ]),
    ),
    seen &&
      el(
        'p',
        { class: 'muted' },
        'Hits that found nobody to hit, and those that a schedule makes (–), have no phase.',
      ),
  )
}

/** Of a kind that only schedules make, nobody has looked at the phase. */
function hits({ phases }: CampaignRecord['faults'][string], phase: string): Cell {
  if (phases === undefined) return el('span', { class: 'muted' }, '–')
  const count = phases[phase] ?? 0
  return count === 0 ? never() : count
}

function effectsText(effects: { readonly [effect: string]: number }): Child {
  const listed = Object.entries(effects).filter(([, count]) => count > 0)
  if (listed.length === 0) return el('span', { class: 'never' }, 'none: it never changed a run')
  return listed.map(([effect, count]) => `${visibleText(effect, 40)} ${grouped(count)}`).join(', ')
}
