/** A duration or instant in milliseconds; instants count from the start of the run. */
export type Millis = number

/** A duration or instant in whole microseconds: the unit of the simulator's event queue. */
export type Micros = number

export const microsOf = (millis: Millis): Micros => Math.round(millis * 1000)
