import type { Command } from 'commander'
import { invariants } from '../../checkers/invariants/catalogue.ts'
import { nemeses } from '../../nemesis/index.ts'
import { builtInServers } from '../processes/index.ts'
import { plantedBugs, scenarios } from '../../scenarios/index.ts'
import { allNeeds, needsText } from '../run/servable.ts'
import { contractProperties } from '../subject/contract-breach.ts'
import { checkedLevels, levelsOf } from '../check/consistency.ts'
import { checkedModels, functionsOf } from '../check/model.ts'
import { DEFAULT_TARGET, withPlantedBug } from '../subject/shipped-targets.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'

interface Listed {
  readonly name: string
  readonly about: string
  /** What a target must offer for it. */
  readonly needs?: readonly string[]
}

/** Checkers that look at the run as a whole, beside the invariants that look at every step. */
const wholeRunCheckers: readonly Listed[] = [
  {
    name: 'linearizability',
    about: 'What clients saw could have happened one operation at a time (porcupine-wasm).',
  },
  {
    name: 'liveness',
    about: 'After the last fault heals, an operation succeeds and all servers agree in time.',
  },
  {
    name: 'no-progress-without-majority',
    about: 'Without a majority no operation succeeds (scenario majority-down).',
  },
  { name: 'no-exception', about: 'The subject throws nothing.' },
  ...Object.entries(contractProperties).map(([name, about]) => ({ name, about })),
  { name: 'storm', about: 'The subject does not flood the network or its timers.' },
  { name: 'no-leak', about: 'The subject opens nothing real: no socket, timer, file or process.' },
  { name: 'no-exit', about: 'The subject does not end the process it runs in.' },
  { name: 'no-patching', about: 'The subject does not replace what the language has built in.' },
  { name: 'subject-died', about: 'The process of the subject does not die of a run, twice.' },
  { name: 'livelock', about: 'The subject does not spin without time passing.' },
]

/** Everything that can be named on the command line. */
function catalogue(): { readonly [kind: string]: readonly Listed[] } {
  return {
    scenarios: scenarios.map((scenario) => ({
      name: scenario.name,
      about:
        scenario.notes === undefined ? scenario.about : `${scenario.about} [${scenario.notes.join(', ')}]`,
      needs: allNeeds(scenario),
    })),
    nemeses: [...nemeses.values()].map(({ kind, summary, needs }) => ({
      name: kind,
      about: summary,
      needs: needs.includes('persistence') ? ['persistence'] : [],
    })),
    checkers: [
      ...Object.entries(invariants).map(([name, { says }]) => ({ name, about: says })),
      ...wholeRunCheckers,
    ],
    models: [
      ...checkedModels.map((name) => ({ name, about: [...functionsOf(name)].join(', ') })),
      { name: '<path>[#name]', about: 'a module that exports defineModel({ ... }), for check' },
    ],
    levels: checkedLevels.map((name) => ({
      name,
      about: `for check --consistency, of ${checkedModels.filter((model) => levelsOf(model).includes(name)).join(', ')}`,
    })),
    targets: [
      { name: DEFAULT_TARGET, about: 'the Raft that Whitewater ships with' },
      { name: withPlantedBug(DEFAULT_TARGET, '<planted bug>'), about: 'the same with a bug in it' },
      ...[...builtInServers].map(([name, { about }]) => ({ name, about: `${about} (for run)` })),
      {
        name: '<path>[#name]',
        about:
          'a module that exports inProcess({ name, create }), or real servers, server({ start, ports, ready, connect }, { links }) (for run)',
      },
    ],
    planted: plantedBugs.map(({ id, does }) => ({ name: id, about: does })),
  }
}

function list(options: { readonly json?: boolean }): ExitCode {
  const all = catalogue()
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...all })}\n`)
    return exitCode.held
  }
  for (const [kind, entries] of Object.entries(all)) {
    const width = Math.max(...entries.map(({ name }) => name.length))
    process.stdout.write(`${kind}\n`)
    for (const { name, about, needs = [] } of entries) {
      const needed = needs.length === 0 ? '' : ` (needs ${needsText(needs)})`
      process.stdout.write(`  ${name.padEnd(width)}  ${about}${needed}\n`)
    }
    process.stdout.write('\n')
  }
  return exitCode.held
}

/** Adds the verb `list` to the program. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description('scenarios, nemeses, checkers, models, targets, planted bugs')
    .option('--json', 'one JSON value on stdout')
    .addHelpText('after', '\nExample:\n  $ whitewater list --json')
    .action((options: { json?: boolean }) => runVerb(() => Promise.resolve(list(options))))
}
