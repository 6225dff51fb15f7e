import type { Happening, Step, Who } from './step.ts'

const listed = (who: Who): string => (typeof who === 'string' ? who : who.join(', '))

const happens: { readonly [that in Happening]: string } = {
  leads: 'leads',
  stands: 'stands for leader',
  votes: 'grants its vote',
  appends: 'has appended an entry',
  agrees: 'has the log of',
  commits: 'has committed more',
  truncates: 'has cut entries off',
  follows: 'follows',
  compacts: 'has compacted its log',
}

const fates = { lose: 'lost', keep: 'kept', subset: 'lost or kept, each by chance' } as const
const endings = { ok: ', again until it succeeds', any: '', later: ', and go on' } as const

/** What a step does, in words. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'name':
      return `call ${step.who}${step.but === undefined ? '' : `, once it is not ${listed(step.but)},`} ${step.as}`
    case 'write':
    case 'read':
      return `${step.do} by ${step.client} at ${listed(step.at)}${endings[step.ends]}`
    case 'change':
      return `${step.what} ${listed(step.server)}, asked of ${listed(step.at)} by ${step.client}${endings[step.ends]}`
    case 'take-snapshot':
      return `${listed(step.who)} take${typeof step.who === 'string' && step.who !== 'all' && step.who !== 'rest' ? 's' : ''} a snapshot`
    case 'send-again':
      return `the last request of ${step.client} arrives again, at ${listed(step.at)}`
    case 'await':
      return `until ${step.some === true ? 'one of ' : ''}${listed(step.who)} ${happens[step.that]}${step.of === undefined ? '' : ` ${listed(step.of)}`}`
    case 'wait':
      return `wait ${step.least} to ${step.most} ms`
    case 'cut':
      return cutText(step)
    case 'join':
      return `join ${listed(step.who)} and ${listed(step.from)} again`
    case 'crash':
      return `crash ${listed(step.who)}, unsynced writes ${fates[step.unsynced]}`
    case 'lose':
      return `lose ${listed(step.who)} until the others have recovered`
    case 'restart':
    case 'pause':
    case 'resume':
      return `${step.do} ${listed(step.who)}`
    case 'stand':
      return `hurry the clock of ${listed(step.who)} until it stands for leader`
    case 'lead':
      return `hurry the clock of ${listed(step.who)}, again and again, until it leads`
    case 'schedule':
      return `now ${step.name}`
    case 'delay':
      return `what ${listed(step.from)} sends to ${listed(step.to)} is ${step.by} ms late`
    case 'duplicate':
      return `what ${listed(step.from)} sends to ${listed(step.to)} arrives again, up to ${step.within} ms later`
    case 'slow-disk':
      return step.by === 0
        ? `the disk of ${listed(step.who)} is as fast as before`
        : `the disk of ${listed(step.who)} takes ${step.by} ms longer`
    case 'slow-clock':
      return step.times === 1
        ? `the clock of ${listed(step.who)} is right again`
        : `the clock of ${listed(step.who)} runs ${step.times} times too slow`
    case 'trap':
      return 'the trap is set'
    case 'heal':
      return 'undo it all'
    case 'calm':
      return 'nothing is late or doubled any more'
  }
}

function cutText({ who, from, way = 'both' }: Extract<Step, { do: 'cut' }>): string {
  if (way === 'to') return `nothing from ${listed(from)} reaches ${listed(who)}`
  if (way === 'from') return `nothing from ${listed(who)} reaches ${listed(from)}`
  return `cut ${listed(who)} from ${listed(from)}`
}
