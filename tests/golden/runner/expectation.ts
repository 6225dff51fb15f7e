import { InputError } from '../../../src/base/input-error.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { NodeState } from '../../../reports/node-state.ts'

/** Where a play stands, as far as expectations ask. */
export interface Situation {
  readonly stateOf: (node: NodeId) => NodeState
  /** Words of the messages under way on a link. */
  readonly underWay: (from: NodeId, to: NodeId) => readonly string[]
  /** How the last call of a client stands: `waits`, `ok`, `ok 3`, `fails`, `unknown`; and the last answer to it. */
  readonly callOf: (client: number) => { readonly outcome: string; readonly answer: string }
}

/** A claim that must hold where it stands in the script. The command that rewrites traces never touches it. */
export interface Expectation {
  readonly text: string
  /** What is there instead; undefined when the claim holds. */
  readonly refutedBy: (situation: Situation) => string | undefined
}

const FORMS = `one of
  expect n1 leader|candidate|follower term 2     expect n1 down         expect n1 voted n2|nobody
  expect n1 log 1:1 2:2|empty                    expect n1 holds 2:2 write x 1
  expect n1 commit 2     expect n1 applied 2     expect n1 disk 2       expect n1 snapshot 2
  expect c1 ok [3]|waits|fails|unknown           expect c1 answered WORDS
  expect message n1->n2 WORDS                    expect no message n1->n2 [WORDS]
  expect same logs n1 n2`

type Claim = (words: readonly string[], state: NodeState) => readonly [held: string, claimed: string]

/** Claims of one server: what is there, and what the words claim; they must be the same text. */
const claims: { readonly [name: string]: Claim } = {
  leader: ([, term], state) => [`${state.role} term ${state.currentTerm}`, `leader term ${term}`],
  candidate: ([, term], state) => [`${state.role} term ${state.currentTerm}`, `candidate term ${term}`],
  follower: ([, term], state) => [`${state.role} term ${state.currentTerm}`, `follower term ${term}`],
  down: (_, { status }) => [String(status), 'down'],
  voted: ([whom], { votedFor }) => [votedFor ?? 'nobody', String(whom)],
  log: (words, { log = [] }) => [
    log.length === 0 ? 'empty' : log.map(({ index, term }) => `${index}:${term}`).join(' '),
    words.join(' '),
  ],
  commit: ([index], { commitIndex }) => [String(commitIndex), String(index)],
  applied: ([index], { lastApplied }) => [String(lastApplied), String(index)],
  disk: ([index], { durable }) => [String(durable?.lastIndex), String(index)],
  snapshot: ([index], { firstIndex = 1 }) => [String(firstIndex - 1), String(index)],
}

/** How many words follow a claim's name; what is not here takes any number from one on. */
const lengths: { readonly [name: string]: number } = {
  leader: 2,
  candidate: 2,
  follower: 2,
  down: 0,
  voted: 1,
  commit: 1,
  applied: 1,
  disk: 1,
  snapshot: 1,
}

/**
 * Reads the words after `expect`.
 * @throws InputError with `where` and the forms there are.
 */
export function parseExpectation(
  words: readonly string[],
  where: string,
  servers: readonly string[],
): Expectation {
  const text = words.join(' ')
  const fail = (): never => {
    throw new InputError(`"expect ${text}" is no expectation; it must be ${FORMS}`, { file: where })
  }
  const known = (name: string): string => {
    if (!servers.includes(name))
      throw new InputError(`"${name}" is no server; there are ${servers.join(', ')}`, { file: where })
    return name
  }
  const [who = '', what = '', ...rest] = words
  if (who === 'message' || who === 'no') {
    const [link, ...part] = who === 'message' ? words.slice(1) : words.slice(2)
    const [from = '', to] = link?.split('->') ?? []
    if ((who === 'no' && what !== 'message') || to === undefined) fail()
    return onLink(text, known(from), known(to as string), part.join(' '), who === 'message')
  }
  if (who === 'same') {
    if (what !== 'logs' || rest.length < 2) fail()
    return sameLogs(text, rest.map(known))
  }
  const client = /^c([1-9]\d?)$/.exec(who)?.[1] ?? (who === 'operator' ? '0' : undefined)
  if (client !== undefined) {
    if (!['ok', 'waits', 'fails', 'unknown', 'answered'].includes(what)) fail()
    return ofCall(text, Number(client), words.slice(1))
  }
  known(who)
  if (what === 'holds') {
    if (rest.length < 2) fail()
    return holds(text, who, rest.join(' '))
  }
  const claim = claims[what]
  const length = lengths[what]
  if (claim === undefined || (length === undefined ? rest.length === 0 : rest.length !== length))
    return fail()
  return {
    text,
    refutedBy: ({ stateOf }) => {
      const [held, claimed] = claim(rest, stateOf(who))
      return held === claimed ? undefined : `it is ${held}`
    },
  }
}

function holds(text: string, node: NodeId, entry: string): Expectation {
  return {
    text,
    refutedBy: ({ stateOf }) => {
      const log = (stateOf(node).log ?? []).map(({ index, term, command }) => `${index}:${term} ${command}`)
      return log.includes(entry) ? undefined : `its log is [${log.join(', ')}]`
    },
  }
}

function onLink(text: string, from: NodeId, to: NodeId, part: string, wanted: boolean): Expectation {
  return {
    text,
    refutedBy: ({ underWay }) => {
      const messages = underWay(from, to)
      if (messages.some((words) => words.includes(part)) === wanted) return undefined
      return messages.length === 0 ? 'nothing is under way there' : `under way: ${messages.join(' / ')}`
    },
  }
}

function ofCall(text: string, client: number, words: readonly string[]): Expectation {
  const claimed = words.join(' ')
  return {
    text,
    refutedBy: ({ callOf }) => {
      const { outcome, answer } = callOf(client)
      if (words[0] === 'answered')
        return answer.includes(words.slice(1).join(' ')) ? undefined : `the last answer is "${answer}"`
      return outcome === claimed ? undefined : `it is ${outcome}`
    },
  }
}

function sameLogs(text: string, nodes: readonly NodeId[]): Expectation {
  return {
    text,
    refutedBy: ({ stateOf }) => {
      const logs = nodes.map((node) => JSON.stringify(stateOf(node).log ?? []))
      const other = logs.findIndex((log) => log !== logs[0])
      return other < 0 ? undefined : `${nodes[other]} has another log than ${nodes[0]}`
    },
  }
}
