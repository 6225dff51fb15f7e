// Depth-first search for a linearization: Wing and Gong's, with Lowe's cache of configurations, as Porcupine
// does it; plus three rules that cut the tree without changing the answer:
// - an open operation that never changes a state, and that this state allows, goes first, without
//   alternatives: whatever comes later stays legal with it moved to now;
// - of several open operations of one class only the one that returns first is tried (candidates.ts);
// - operations of unknown outcome are tried last, and a configuration that used more of them than another,
//   all else equal, is not tried at all (cache.ts).

import { allocate, exhausted } from './arena'
import { emptyCache, seen } from './cache'
import {
  addCandidate,
  candidateCount,
  candidateOperation,
  candidateState,
  dropCandidates,
  emptyCandidates,
} from './candidates'
import { hasSymmetric, isPure, opClass } from './classes'
import { expired } from './host'
import { illegal, linearizable, outOfMemory, outOfSteps, outOfTime } from './outcomes'
import { emptyPrefixes, keepPrefix } from './prefixes'
import {
  eventAt,
  eventCount,
  head,
  lift,
  next,
  operationCount,
  optionalHead,
  returnOf,
  unlift,
} from './timeline'
import { emptyTransitions, nextState } from './transitions'
import { emptyWindow, front, mark, mask, maskHash, restoreWindow, windowBytes } from './window'

// of a configuration, beside linearizable
const dead: i32 = -1
const open: i32 = -2

// frame: state, front, path length, first candidate, next candidate, unknown ones added, then hash and window
const hashOffset: usize = 24
const windowOffset: usize = 32

let frames: usize = 0
let frameBytes: usize = 0
let depth: i32 = 0
let state: i32 = 0
export let path: usize = 0
export let pathLength: i32 = 0
export let steps: u64 = 0

/** Searches; the columns must have been built. Gives one of the codes above. */
export function search(initialState: i32, maxSteps: u64, pollEvery: u64): i32 {
  steps = 0
  if (!prepare()) return outOfMemory
  state = initialState
  depth = 0
  pathLength = 0
  let nextPoll = pollEvery
  let outcome = enter()
  while (outcome != linearizable) {
    if (exhausted) return stop(outOfMemory)
    if (steps >= nextPoll) {
      if (expired()) return stop(outOfTime)
      nextPoll = steps + pollEvery
    }
    if (steps >= maxSteps) return stop(outOfSteps)
    if (depth == 0) return illegal
    outcome = advance()
  }
  return linearizable
}

function prepare(): bool {
  path = allocate((<u64>operationCount + 1) << 2)
  if (path == 0 || !emptyWindow()) return false
  frameBytes = windowOffset + windowBytes()
  frames = allocate((<u64>operationCount + 1) * frameBytes)
  return (
    frames != 0 && emptyPrefixes(operationCount) && emptyCandidates() && emptyTransitions() && emptyCache()
  )
}

/** Tries the next candidate of the deepest configuration, or leaves it when there is none left. */
function advance(): i32 {
  const frame = frames + <usize>(depth - 1) * frameBytes
  restore(frame)
  let index = load<i32>(frame, 16)
  if (index == candidateCount && load<i32>(frame, 20) == 0) {
    store<i32>(frame, 1, 20)
    addOptional(load<i32>(frame, 12))
  }
  if (index == candidateCount) {
    keepPrefix(path, pathLength, front)
    depth--
    if (depth > 0) dropCandidates(load<i32>(frame, 12))
    return dead
  }
  store<i32>(frame, index + 1, 16)
  state = candidateState(index)
  linearize(candidateOperation(index))
  return enter()
}

/** Takes up the present configuration: linearizes what costs nothing, then lists what may come next. */
function enter(): i32 {
  const base = candidateCount
  let node = next(head)
  // required operations of which the call lies before the front; the list reaches the front's return next
  while (node != head && eventAt(node) >= 0) {
    const operation = eventAt(node)
    const reached = nextState(state, opClass(operation))
    steps++
    if (reached == state && isPure(operation)) {
      linearize(operation)
      node = next(node)
      if (node == returnOf(operation)) node = next(node)
      continue
    }
    if (reached >= 0) addCandidate(base, operation, reached, hasSymmetric(operation))
    node = next(node)
  }
  if (front == eventCount) return linearizable
  if (seen(state)) {
    dropCandidates(base)
    return dead
  }
  save(base)
  return open
}

/** Unknown operations called before the front that would change the state. */
function addOptional(base: i32): void {
  let node = next(optionalHead)
  while (node < front) {
    const operation = eventAt(node)
    const reached = nextState(state, opClass(operation))
    steps++
    if (reached >= 0 && reached != state) addCandidate(base, operation, reached, hasSymmetric(operation))
    node = next(node)
  }
}

function linearize(operation: i32): void {
  store<i32>(path + ((<usize>pathLength) << 2), operation)
  pathLength++
  lift(operation)
  mark(operation)
}

function save(base: i32): void {
  const frame = frames + <usize>depth * frameBytes
  store<i32>(frame, state)
  store<i32>(frame, front, 4)
  store<i32>(frame, pathLength, 8)
  store<i32>(frame, base, 12)
  store<i32>(frame, base, 16)
  store<i32>(frame, 0, 20)
  store<u64>(frame, maskHash, hashOffset)
  memory.copy(frame + windowOffset, mask, windowBytes())
  depth++
}

function restore(frame: usize): void {
  const length = load<i32>(frame, 8)
  if (pathLength == length) return
  while (pathLength > length) {
    pathLength--
    unlift(load<i32>(path + ((<usize>pathLength) << 2)))
  }
  state = load<i32>(frame)
  restoreWindow(frame + windowOffset, load<u64>(frame, hashOffset), load<i32>(frame, 4))
}

/** Ends undecided: what was explained so far is worth keeping. */
function stop(reason: i32): i32 {
  keepPrefix(path, pathLength, front)
  return reason
}
