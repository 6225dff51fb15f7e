import type { Model } from '../models/index.ts'

/** What the word means that the answer is about. */
export type ObjectConsistency = 'linearizable' | 'sequential'

const levels: { readonly [level in ObjectConsistency]: string } = {
  linearizable:
    'linearizability: one order of the operations on each object explains every result, each between its call and its ' +
    'return; not checked is anything of several objects together',
  sequential:
    'sequential consistency: one order of all operations explains every result and keeps the order of each process; not ' +
    'told is whether an operation sees what other processes had finished before it was called',
}

/** What an answer of valid promises, and what not, in one sentence without its full stop. */
export function promiseOf(model: Model, level: ObjectConsistency): string {
  return model.promise ?? levels[level]
}
