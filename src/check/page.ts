import { defined } from '../base/defined.ts'
import { skippedText } from '../record/formats/readers/skipped-lines.ts'
import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import { counted, durationText } from '../../reports/quantities.ts'
import { visibleText } from '../../reports/visible-text.ts'
import { adjectiveOf, isTransactionModel } from './consistency.ts'
import { explanation } from './text.ts'
import type { FileError, FileVerdict } from './verdict.ts'

/** What the page shows of a verdict. */
export function pageOf(verdict: FileVerdict | FileError): CheckedHistory {
  const { file } = verdict
  if ('error' in verdict) return { file, standing: 'unknown', badge: 'not checked', because: verdict.error }
  const { valid, failure } = verdict
  return {
    file,
    standing: valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid',
    badge: badgeOf(verdict),
    about: aboutOf(verdict),
    ...defined({
      because: valid === 'unknown' ? `Undecided: ${verdict.because ?? ''}.` : failure?.because,
      key: failure?.key,
      whole: verdict.whole,
      more: valid === 'unknown' ? howToGoOn(verdict) : valid ? whatItMeans(verdict) : undefined,
      failure: failure === undefined ? undefined : { ...failure, explanation: explanation(failure) },
    }),
  }
}

function badgeOf(verdict: FileVerdict): string {
  const { valid, model } = verdict
  const what = adjectiveOf(verdict)
  const of = model === null ? '' : ` (${visibleText(model, 60)})`
  if (valid === 'unknown') return `undecided${of}`
  return valid ? `${what}${of}` : `NOT ${what}${of}`
}

function aboutOf({ model, operations, partitions, millis, skipped = {} }: FileVerdict): string {
  const isTransactions = isTransactionModel(model)
  const others = skippedText(skipped)
  return [
    counted(operations, isTransactions ? 'transaction' : 'operation'),
    counted(partitions, isTransactions ? 'key' : 'partition'),
    `checked in ${durationText(millis)}`,
    ...(others === undefined ? [] : [others]),
  ].join(' · ')
}

function whatItMeans({ promise, partitions }: FileVerdict): string {
  if (promise !== undefined) return `What holds is ${promise}.`
  const each = partitions > 1 ? 'On each object the' : 'The'
  return `${each} operations can be put in one order that explains every result, each between its call and its return.`
}

function howToGoOn({ wanting }: FileVerdict): string {
  const shorter = 'Check a shorter history, or one with fewer clients or fewer unknown outcomes.'
  const keys = 'Where operations work on several objects, give them keys: each is then checked alone.'
  if (wanting === 'time') return `Give it more time with --timeout, such as --timeout 10m. ${keys}`
  if (wanting === 'memory') return `${shorter} ${keys}`
  if (wanting === 'results')
    return 'Record a history in which operations of clients succeed: without a result there is nothing to check.'
  return shorter
}
