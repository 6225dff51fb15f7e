import type { HistoryColumns } from '../../../../checkers/porcupine-wasm/index.ts'

// a register of small integers: class 2v writes v, class 2v + 1 reads it
export const write = (value: number): number => 2 * value
export const read = (value: number): number => 2 * value + 1
export const step = (state: number, opClass: number): number => {
  const value = opClass >> 1
  if (opClass % 2 === 0) return value
  return state === value ? state : -1
}

export function columns(
  events: readonly number[],
  classes: readonly number[],
  withPure = true,
): HistoryColumns {
  const count = classes.reduce((most, opClass) => Math.max(most, opClass + 1), 0)
  const pure = Uint8Array.from({ length: count }, (_, opClass) => (withPure ? opClass % 2 : 0))
  return { events: Int32Array.from(events), classes: Int32Array.from(classes), pure, initialState: 0, step }
}

/** The same with what each class needs and gives. */
export function withValues(history: HistoryColumns): HistoryColumns {
  const classes = Array.from(history.pure, (_, opClass) => opClass)
  const needs = Int32Array.from(classes, (opClass) => (opClass % 2 === 1 ? opClass >> 1 : -1))
  const gives = Int32Array.from(classes, (opClass) => (opClass % 2 === 0 ? opClass >> 1 : -1))
  return { ...history, values: { requires: needs, produces: gives, count: (classes.length >> 1) + 1 } }
}

/** `width` writes open at once, then a read of a value nobody wrote: every order of the writes must be refuted. */
export function crossedWrites(width: number): HistoryColumns {
  const calls = Array.from({ length: width }, (_, operation) => operation)
  const events = [...calls, ...calls.map((operation) => ~operation), width, ~width]
  return columns(events, [...calls.map((operation) => write(operation + 1)), read(1000)])
}
