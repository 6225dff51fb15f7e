// How a search or a sweep ends.

export const linearizable: i32 = 0
export const illegal: i32 = 1
export const outOfSteps: i32 = 2
export const outOfMemory: i32 = 3
export const outOfTime: i32 = 4
/** A beam had nothing left after it had cut configurations away. */
export const outOfWidth: i32 = 5
