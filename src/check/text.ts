import { countOf } from '../base/count-of.ts'
import { defined } from '../base/defined.ts'
import { skippedText } from '../record/formats/readers/skipped-lines.ts'
import { requestText } from '../record/request-id.ts'
import { adjectiveOf, isTransactionModel } from './consistency.ts'
import type { Failure, FileVerdict } from './verdict.ts'
import type { LocatedOperation } from '../record/located-operation.ts'

/** Operations of the longest prefix, and candidates, that are shown; the rest is counted. */
const SHOWN_OPERATIONS = 6
const SHOWN_CANDIDATES = 12

/** The verdict in one line. */
function headline({
  file,
  valid,
  model,
  consistency,
  operations,
  partitions,
  millis,
  because,
  skipped = {},
}: FileVerdict): string {
  const what = adjectiveOf({ model, ...defined({ consistency }) })
  const [one, object] = isTransactionModel(model) ? ['transaction', 'key'] : ['operation', 'partition']
  const others = skippedText(skipped)
  const counts = `${countOf(operations, one)}, ${countOf(partitions, object)}, ${millis} ms${others === undefined ? '' : `; ${others}`}`
  if (valid === 'unknown')
    return `${file}: undecided${model === null ? '' : ` (${model})`}: ${because}; ${counts}`
  return `${file}: ${valid ? what : `NOT ${what}`} (${model}); ${counts}`
}

/** The verdict in one line, then what a failure rests on, or what a valid history promises. */
export function verdictText(verdict: FileVerdict): string {
  const lines = verdict.failure === undefined ? promised(verdict) : explanation(verdict.failure)
  return `${[headline(verdict), ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')}\n`
}

function promised({ valid, promise }: FileVerdict): string[] {
  return valid === true && promise !== undefined ? [`What holds is ${promise}.`] : []
}

/** What a failure rests on, line by line: the operation, the longest order that works, what was refuted. */
export function explanation(failure: Failure): string[] {
  if (failure.proof !== undefined) return [failure.because, '', ...proofLines(failure)]
  const { located, longestPrefix, next } = failure
  const lines = [
    `No order of the operations explains ${whose(located)}${keyText(failure)}.`,
    failure.because,
    ...(failure.hint === undefined ? [] : [`Hint: ${failure.hint.text}`]),
    '',
  ]
  if (failure.core !== undefined && failure.core.length <= SHOWN_CANDIDATES) {
    lines.push('The fewest operations that contradict each other:')
    for (const each of failure.core) lines.push(`  ${whose(each)}`)
    lines.push('')
  }
  if (longestPrefix.length === 0)
    lines.push('Nothing can come before it: no operation may even be the first.')
  else {
    const hidden = longestPrefix.length - SHOWN_OPERATIONS
    lines.push(
      `The longest order that works has ${countOf(longestPrefix.length, 'operation')}${hidden > 0 ? ', the last of them' : ''}:`,
    )
    for (const each of longestPrefix.slice(-SHOWN_OPERATIONS)) lines.push(`  ${whose(each)}`)
    if (failure.state !== undefined) lines.push(`It leads to the state ${failure.state}.`)
  }
  if (next.length > 0) {
    lines.push('', 'What could come next, and why it cannot:')
    for (const { why, operation, line } of next.slice(0, SHOWN_CANDIDATES)) {
      lines.push(`  ${why} (process ${operation.process}, line ${line})`)
    }
    if (next.length > SHOWN_CANDIDATES) lines.push(`  and ${next.length - SHOWN_CANDIDATES} more, see --json`)
  }
  if (failure.mustHaveHappened !== undefined) {
    lines.push(
      '',
      'These took effect, though their outcome is unknown, or nothing explains what returned before:',
    )
    for (const each of failure.mustHaveHappened) lines.push(`  ${whose(each)}`)
  }
  if (failure.executedTwice !== undefined) {
    const one = failure.executedTwice.length === 1 ? 'This' : 'One of these'
    lines.push('', `${one}, had it been executed twice, would explain it:`)
    for (const each of failure.executedTwice) lines.push(`  ${whose(each)}`)
  }
  return lines
}

/** An operation with its process, the line it was invoked on and, where it has one, its request. */
function whose({ text, operation, line }: LocatedOperation): string {
  const request = operation.request === undefined ? '' : `, ${requestText(operation.request)}`
  return `${text} by process ${operation.process} (line ${line}${request})`
}

function keyText({ key }: Failure): string {
  return key === undefined ? '' : ` on key ${key}`
}

function proofLines({ proof = [] }: Failure): string[] {
  const first = { let: 'Let:', then: 'Then:', however: 'However:' }
  return proof.flatMap(({ kind, text }, i) => [
    ...(proof[i - 1]?.kind === kind ? [] : [first[kind]]),
    `  ${text}`,
  ])
}
