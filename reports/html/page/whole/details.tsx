import { keysOf } from '../../whole/browsed.ts'
import { detailsOf } from '../../whole/details.ts'
import type { HistoryState } from './state.ts'
import { goTo, type Goal } from './ways.ts'

const goals: readonly (readonly [Goal, string])[] = [
  ['previous', 'previous'],
  ['next', 'next'],
  ['previous of object', 'previous of the object'],
  ['next of object', 'next of the object'],
  ['previous of client', 'previous of the process'],
  ['next of client', 'next of the process'],
]

/** Undefined where an operation has no object, or several, or one whose name a filter cannot say. */
function filterOfObject({ history }: HistoryState, operation: number): string | undefined {
  const [key, ...more] = keysOf(history, operation)
  if (key === undefined || more.length > 0 || /[",]/.test(key)) return undefined
  return /\s/.test(key) ? `k:"${key}"` : `k:${key}`
}

function onlyObject(state: HistoryState, operation: number): void {
  state.query.value = filterOfObject(state, operation) ?? ''
  state.hiding.value = true
}

/** All about the chosen operation, and ways to others. */
export function Details({ state }: { readonly state: HistoryState }) {
  const { history, selected } = state
  const chosen = selected.value
  return (
    <div class="chosen" aria-live="polite">
      {chosen === undefined ? (
        <p class="keys">
          Choose a bar, or a row below. Keys of the picture: ← → move, + − zoom, 0 shows all, ↑ ↓ operation
          before and after, [ ] on the same object, &lt; &gt; of the same process, c conflict, Enter close up,
          h hides what does not fit the filter.
        </p>
      ) : (
        <>
          <p class="run-buttons">
            {goals.map(([goal, name]) => (
              <button key={goal} type="button" onClick={() => goTo(state, goal)}>
                {name}
              </button>
            ))}
            {filterOfObject(state, chosen) !== undefined && (
              <button type="button" onClick={() => onlyObject(state, chosen)}>
                only this object
              </button>
            )}
          </p>
          <dl>
            {detailsOf(history, chosen).map(([term, text]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{term === 'Conflict' ? <strong>{text}</strong> : <code>{text}</code>}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  )
}
