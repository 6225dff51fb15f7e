import type { Model } from '../models/index.ts'

/** What the word means that the answer is about. */
export type ObjectConsistency = 'linearizable' | 'sequential'

const levels: { readonly [level in ObjectConsistency]: string } = {
  linearizable:
    'the operations on each object can be put in one order that the model allows, each between its call and its return; ' +
    'nothing is said of objects together',
  sequential:
    'all operations can be put in one order that the model allows and in which those of each process keep theirs; an ' +
    'operation need not see what another process finished before it was called',
}

const always =
  'what is recorded as failed is taken to have had no effect, what is of unknown outcome may have had one at any later time'

/** What an answer of valid promises, and what not, in one sentence. */
export function promiseOf(model: Model, level: ObjectConsistency): string {
  return `${model.promise ?? levels[level]}; ${always}`
}
