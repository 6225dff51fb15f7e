/** Writes docs/reference/scenarios.md from the registries. A test holds the file against them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import { invariants } from '../checkers/invariants/catalogue.ts'
import { nemeses } from '../nemesis/index.ts'
import {
  deepSchedules,
  plantedBugs,
  plantedStalls,
  rareSchedules,
  scenarios,
  schedules,
  type Scenario,
} from '../scenarios/index.ts'
import { coverageMarkTexts } from '../src/run/coverage-marks.ts'
import { allNeeds, needsText } from '../src/run/servable.ts'

export const referencePath = join(import.meta.dirname, '../docs/reference/scenarios.md')

/** What each schedule is, and what it needs. */
const scheduleTable = (
  all: readonly Scenario[],
): string => `| name | what happens, and what must hold | notes | needs |
| --- | --- | --- | --- |
${all.map((one) => `| \`${one.name}\` | ${one.about} | ${one.notes?.join(', ') ?? ''} | ${needsText(allNeeds(one))} |`).join('\n')}`

/** The page as it must stand in the repository. */
export async function referencePage(): Promise<string> {
  const page = `# Scenarios, faults, checkers, planted bugs

Written by \`node scripts/reference.ts\` from the registries.

## Scenarios

What a target does not offer is left out: a scenario that needs it, and of the others what cannot happen. A target says
what it offers as [the guide](../guides/your-own-raft.md#what-your-raft-offers) has it.

| name | what happens, and what must hold | notes | needs | must happen in a campaign |
| --- | --- | --- | --- | --- |
${scenarios.map((scenario) => `| \`${scenario.name}\` | ${scenario.about} | ${scenario.notes?.join(', ') ?? ''} | ${allNeeds(scenario).length === 0 ? '' : needsText(allNeeds(scenario))} | ${scenario.coverageMarks.map((name) => coverageMarkTexts[name]).join('; ')} |`).join('\n')}

## Schedules

Scenarios told step by step: [how](../guides/matrix.md#schedules). Run by the scenario \`canonical-schedules\`, which goes through
them seed by seed, by \`whitewater matrix\`, and when they are named.

${scheduleTable(schedules)}

Those of the scenario \`rare-schedules\`, which goes through them in the same way:

${scheduleTable(rareSchedules)}

Those of the scenario \`deep-schedules\`, likewise:

${scheduleTable(deepSchedules)}

## Faults

| kind | |
| --- | --- |
${[...nemeses.values()].map(({ kind, summary }) => `| \`${kind}\` | ${summary} |`).join('\n')}

## Invariants

Checked at every step. Where one step breaks several, those that stand first here speak first.

| property | |
| --- | --- |
${Object.entries(invariants)
  .map(([name, { says }]) => `| \`${name}\` | ${says} |`)
  .join('\n')}

At the end of a run: \`linearizability\`, \`liveness\`; at any time: \`no-exception\`, \`no-leak\`, \`no-exit\`, \`no-patching\`,
\`subject-died\`, \`storm\`, \`livelock\`.

## Planted bugs

${plantedBugs
  .map(
    ({ id, does, seenIn, breaks, needs, notes, example }) => `### ${id}

It ${does}. Seen in: ${seenIn}. Needs ${needs}.${notes === undefined ? '' : ` Notes: ${notes.join(', ')}.`}
Breaks ${breaks.join(', ')}. Shortest script known: ${example.script.length} decisions on ${example.nodes} servers.
`,
  )
  .join('\n')}

These make a cluster stand still after the faults have ended. No script shows them: it has no clock.

${plantedStalls
  .map(
    ({ id, does, seenIn, breaks, needs, notes }) => `### ${id}

It ${does}. Seen in: ${seenIn}. Needs ${needs}.${notes === undefined ? '' : ` Notes: ${notes.join(', ')}.`}
Breaks ${breaks.join(', ')}.
`,
  )
  .join('\n')}`
  return prettier.format(page, { parser: 'markdown', ...(await prettier.resolveConfig(referencePath)) })
}

if (import.meta.main) writeFileSync(referencePath, await referencePage())
