export { parseStateEvent } from './state-event.ts'
export { StateTraceWatch, type TracedViolation } from './state-trace-watch.ts'
