// The arguments of a search, as the host writes them (../header.ts): the same fields in the same order.

@unmanaged
export class Header {
  maxSteps: f64
  /** Steps between two questions whether the time is up. */
  pollEvery: f64
  /** Addresses of columns, and how many items they have. */
  events: u32
  eventCount: i32
  classColumn: u32
  operations: i32
  pure: u32
  classes: i32
  /** The value each class requires and produces; no values: the model is of another kind. For a sweep only. */
  requires: u32
  produces: u32
  values: i32
  initialState: i32
  /** Of the beam of a sweep; 0 without one. */
  width: i32
  /** The bits of sweep-rules.ts. */
  rules: i32
}
