import { didYouMean } from '../base/did-you-mean.ts'

/** Models under the names that elle-cli, Knossos, Jepsen and Porcupine have for them; and what there is none of. */
const foreignModels: { readonly [name: string]: string } = {
  'elle-list-append': 'list-append',
  'elle-rw-register': 'rw-register',
  'knossos-register': 'register',
  'knossos-cas-register': 'cas-register',
  'knossos-mutex': 'mutex',
  'jepsen-bank': 'bank',
  'jepsen-counter': 'counter',
  'jepsen-set': 'set',
  'jepsen-set-full': 'set',
  'jepsen-long-fork': 'long-fork',
  'set-full': 'set',
  'fifo-queue': 'queue',
  'total-queue': 'unordered-queue',
  'reentrant-mutex': 'owner-mutex',
  'etcd-model': 'cas-register',
  'kv-model': 'kv',
  'wr-register': 'rw-register',
  wr: 'rw-register',
  'g-set': 'set',
  'pn-counter': 'counter',
  'g-counter': 'counter',
  'lin-kv': 'kv',
  echo: 'none',
  comments: 'none; as transactions that read and write registers it is multi-register or rw-register',
  sequential: 'none; as transactions that read and write registers it is multi-register or rw-register',
  noop: 'none, as it would allow everything',
  inconsistent: 'none, as it would allow nothing',
}

/** What to say behind "there is no such model": its name here, or the nearest one. */
export function foreignModel(spec: string, models: readonly string[]): string {
  const known = Object.hasOwn(foreignModels, spec) ? foreignModels[spec] : undefined
  if (known === undefined) return didYouMean(spec, models)
  return known.startsWith('none') ? `; of that there is ${known}` : `; here it is --model ${known}`
}

/** What the options of elle-cli, Knossos and Porcupine are here. */
const foreignOptions: { readonly [option: string]: string } = {
  '--consistency-models': 'here it is --consistency LEVEL',
  '--consistency-model': 'here it is --consistency LEVEL',
  '-c': 'here it is --consistency LEVEL',
  '-m': 'here it is --model NAME',
  '--format': 'the format is told from the content: JSON lines, a JSON array, EDN or log lines; leave it out',
  '-f': 'the format is told from the content: JSON lines, a JSON array, EDN or log lines; leave it out',
  '--file': 'name the file without an option',
  '--verbose':
    'the whole explanation is printed anyway; --json has all of it for machines, --html FILE a page',
  '-v': 'the whole explanation is printed anyway; --json has all of it for machines, --html FILE a page',
  '--cycle-search-timeout': 'here it is --timeout DURATION, such as 60s, for all of a file',
  '-i': 'here it is --timeout DURATION, such as 60s, for all of a file',
  '--time-limit': 'here it is --timeout DURATION, such as 60s, for all of a file',
  '--anomalies': 'the anomalies that count follow from the level: --consistency LEVEL',
  '-a': 'the anomalies that count follow from the level: --consistency LEVEL',
  '--directory': 'here it is --html FILE, one page',
  '-d': 'here it is --html FILE, one page',
  '--output': 'here it is --html FILE, one page; --json prints the verdict',
  '-o': 'here it is --html FILE, one page; --json prints the verdict',
  '--plot-format': 'the page of --html FILE has the picture',
  '-p': 'the page of --html FILE has the picture',
  '--plot-timeout': 'the page of --html FILE has the picture',
  '-t': 'here it is --timeout DURATION; the page of --html FILE has the picture',
  '--max-plot-bytes': 'the page of --html FILE has the picture',
  '-b': 'the page of --html FILE has the picture',
  '--separator': 'several files are given one after the other; --json prints an array of verdicts',
  '-s': 'several files are given one after the other; --json prints an array of verdicts',
  '--group-size': 'groups are told from the history; leave it out',
  '-g': 'groups are told from the history; leave it out',
  '--negative-balances':
    'balances may be negative with --model bank, accounts not with --model ledger; leave it out',
  '-n': 'balances may be negative with --model bank, accounts not with --model ledger; leave it out',
  '--algorithm': 'the checker chooses how to search; leave it out',
  '--visualize': 'here it is --html FILE, a page',
  '--init': 'here it is --initial JSON',
  '--initial-value': 'here it is --initial JSON',
  '--key': 'objects are told by the field key, or with --independent by [key value] tuples',
}

/** What is meant by an option of another tool that `check` does not have, given commander's message about it. */
export function foreignOption(message: string): string | undefined {
  const [, option = ''] = /unknown option '([^'=]+)/.exec(message) ?? []
  const known = Object.hasOwn(foreignOptions, option) ? foreignOptions[option] : undefined
  return known === undefined ? undefined : `${option} is no option of check: ${known}`
}
