/**
 * Why one transaction comes before another, as bits of a set. `ww`: it wrote first. `wr`: its write was read. `rw`: it
 * read a version from before the other's write. `process`: its client went on to the other. `rt`: it returned before
 * the other was invoked. `wwTime` and `rwTime` are `ww` and `rw` of which only real time tells that they are.
 */
export const dependency = {
  ww: 1,
  wr: 2,
  rw: 4,
  process: 8,
  rt: 16,
  wwTime: 32,
  rwTime: 64,
} as const

export type DependencyKind = (typeof dependency)[keyof typeof dependency]

/** A set of kinds. */
export type DependencyKinds = number

export const EVERY_KIND = 127

export const antiDependencies = dependency.rw | dependency.rwTime

export interface Dependency {
  readonly from: number
  readonly to: number
  readonly kind: DependencyKind
  /** Absent for those of time. */
  readonly key?: string
  /** What `from` wrote, for `ww` and `wr`. */
  readonly before?: string
  /** What `to` wrote, for `ww` and `rw`. */
  readonly after?: string
  /** How it is known that `before` is older than `after`, where no read shows it by itself. */
  readonly since?: string
}
