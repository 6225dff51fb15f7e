import type { TraceStep } from '../src/record/trace.ts'

/** What a step says. The end of a fault is recorded in the words of its beginning, and would read as a second one. */
export const stepText = ({ kind, text }: Pick<TraceStep, 'kind' | 'text'>): string =>
  kind === 'heal' ? `ends: ${text}` : text
