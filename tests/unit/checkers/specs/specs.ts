import { accounts } from './accounts.ts'
import { containers } from './containers.ts'
import { locks } from './locks.ts'
import { registers } from './registers.ts'
import type { Spec } from './spec.ts'
import { trees } from './tree.ts'

/** Every model, told a second time. */
export const specs: readonly Spec[] = [...registers, ...containers, ...accounts, ...locks, ...trees]
