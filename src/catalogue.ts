import { invariants } from '../checkers/invariants/catalogue.ts'
import { nemeses } from '../nemesis/index.ts'
import { allSchedules, plantedBugs, plantedStalls, scenarios } from '../scenarios/index.ts'
import { checkedLevels, levelsOf } from './check/consistency.ts'
import { checkedModels, functionsOf } from './check/model.ts'
import { builtInServers } from './processes/index.ts'
import { allNeeds } from './run/servable.ts'
import { contractProperties } from './subject/contract-breach.ts'
import { DEFAULT_TARGET, withPlantedBug } from './subject/shipped-targets.ts'

/** One thing that can be named. */
export interface Listed {
  readonly name: string
  /** In one line. */
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

/** Everything that can be named, by kind; each in the order of its registry. */
export interface Catalogue {
  readonly scenarios: readonly Listed[]
  /** Canonical ones, then rare ones; each is a scenario too. */
  readonly schedules: readonly Listed[]
  readonly nemeses: readonly Listed[]
  readonly checkers: readonly Listed[]
  readonly models: readonly Listed[]
  readonly levels: readonly Listed[]
  readonly targets: readonly Listed[]
  readonly planted: readonly Listed[]
}

/**
 * What the registries hold: what `list --json` prints.
 *
 * @example
 * const names = list().scenarios.map(({ name }) => name)
 */
export function list(): Catalogue {
  return {
    scenarios: scenarios.map((scenario) => ({
      name: scenario.name,
      about:
        scenario.notes === undefined ? scenario.about : `${scenario.about} [${scenario.notes.join(', ')}]`,
      needs: allNeeds(scenario),
    })),
    schedules: allSchedules.map((one) => ({
      name: one.name,
      about: one.about,
      needs: allNeeds(one),
    })),
    nemeses: [...nemeses.values()].map(({ kind, summary, needs }) => ({
      name: kind,
      about: summary,
      needs: needs.filter((need) => need === 'persistence' || need === 'versions'),
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
    planted: [...plantedBugs, ...plantedStalls].map(({ id, does }) => ({ name: id, about: does })),
  }
}
