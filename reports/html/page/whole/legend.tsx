import type { ComponentChild } from 'preact'
import type { HistoryState } from './state.ts'

/** What bars look like: of what is in this history. */
export function Legend({ state }: { readonly state: HistoryState }) {
  const { columns, marks } = state.history
  const has = (outcome: number): boolean => columns.o.includes(outcome)
  const hasMark = (mark: number): boolean => [...marks.values()].includes(mark)
  return (
    <ul class="legend">
      {has(0) && <Item name="ok" words="ok" />}
      {has(1) && (
        <Item name="fail" words="failed: did not take effect">
          <path class="cross" d="M31 5l6 6m0-6l-6 6" />
        </Item>
      )}
      {has(2) && (
        <Item name="info" words="unknown: may take effect later, or never">
          <path class="later" d="M30 8h10" />
        </Item>
      )}
      {hasMark(0) && <Item name="blocking" words="cannot be explained" />}
      {hasMark(1) && <Item name="core" words="contradicts it" />}
      {columns.ordered !== undefined && (
        <Item name="order" words="its place in the longest order that works, and where it takes effect there">
          <path class="effect" d="M15 2v12" />
        </Item>
      )}
    </ul>
  )
}

function Item({
  name,
  words,
  children,
}: {
  readonly name: string
  readonly words: string
  readonly children?: ComponentChild
}) {
  return (
    <li>
      <svg class={`sample ${name}`} width="40" height="16" viewBox="0 0 40 16" aria-hidden="true">
        <rect x="1" y="2" width="30" height="12" />
        {children}
      </svg>
      {words}
    </li>
  )
}
