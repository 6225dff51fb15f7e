// What the embedding side provides.

/** The state after `opClass` in `state`, or -1 when the sequential model does not allow it. Pure. */
export declare function step(state: i32, opClass: i32): i32

/** Whether the deadline has passed; asked every so many steps. */
export declare function expired(): bool
