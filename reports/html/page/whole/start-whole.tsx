import { effect } from '@preact/signals'
import { render } from 'preact'
import { including, viewOfAddress, wholeView, zoomText } from '../../canvas/view.ts'
import { browsedHistory } from '../../whole/browsed.ts'
import type { OperationColumns } from '../../whole/columns.ts'
import { currentAddress, readAddress, replaceAddress } from '../hash.ts'
import { unpackedText } from '../unpack.ts'
import { blockingOf, historyState } from './state.ts'
import type { HistoryState } from './state.ts'
import { WholeView } from './whole-view.tsx'

/** Parameters of the address that say what of a history is looked at. */
const parameterNames = ['z', 'ax', 'f', 'op', 'hide']

/**
 * Unpacks the history in `box` when it is opened, or when the address asks for something in it: `#/file-1?op=412`, where
 * `op` is the position of its call among the events.
 */
export function startWhole(box: HTMLDetailsElement, payload: string, page: string): void {
  let state: Promise<HistoryState> | undefined
  const asked = (): URLSearchParams | undefined => {
    const address = readAddress(location.hash)
    const isAsked = address.page === page && parameterNames.some((name) => address.parameters.has(name))
    return isAsked ? address.parameters : undefined
  }
  const open = async (): Promise<void> => {
    const isFirst = state === undefined
    state ??= start(box, payload, page)
    const parameters = asked()
    const ready = await state
    if (parameters !== undefined) obey(ready, parameters)
    if (isFirst) followState(ready, page)
  }
  const obeyAddress = (): void => {
    if (asked() === undefined) return
    box.open = true
    void open()
  }
  box.addEventListener('toggle', () => {
    if (box.open) void open()
  })
  addEventListener('hashchange', obeyAddress)
  obeyAddress()
  if (box.open) void open()
  if (asked() !== undefined) box.scrollIntoView()
}

async function start(box: HTMLDetailsElement, payload: string, page: string): Promise<HistoryState> {
  const columns = JSON.parse(await unpackedText(payload)) as OperationColumns
  const state = historyState(browsedHistory(columns))
  const parameters = readAddress(location.hash)
  if (parameters.page === page) obey(state, parameters.parameters)
  const place = box.querySelector('.whole-view')
  if (place !== null) render(<WholeView state={state} />, place)
  return state
}

function obey(
  { history, zoom, query, hiding, selected, choose }: HistoryState,
  parameters: URLSearchParams,
): void {
  query.value = parameters.get('f') ?? ''
  hiding.value = parameters.get('hide') === '1'
  const { events, called, isTimed, from } = history
  const axis = isTimed ? parameters.get('ax') : 'step'
  const view = viewOfAddress(events, parameters.get('z'), axis)
  const position = parameters.get('op')
  const operation = position === null ? -1 : called.indexOf(Number(position))
  if (operation >= 0) choose(operation)
  else selected.value = blockingOf(history)
  if (view !== undefined) zoom.value = view
  else if (operation >= 0)
    zoom.value = including(events, wholeView(events, isTimed ? 'time' : 'step'), from[operation] ?? 0)
}

/** Keeps the address at what is looked at, from the first change on. */
function followState({ history, zoom, query, hiding, selected, view }: HistoryState, page: string): void {
  let isFirst = true
  effect(() => {
    const parameters: readonly (readonly [string, string | undefined])[] = [
      ['z', zoom.value && zoomText(view.value)],
      ['ax', zoom.value && view.value.axis],
      ['f', query.value === '' ? undefined : query.value],
      ['op', selected.value === undefined ? undefined : String(history.called[selected.value])],
      ['hide', hiding.value ? '1' : undefined],
    ]
    if (!isFirst) nameState(page, parameters)
    isFirst = false
  })
}

function nameState(page: string, values: readonly (readonly [string, string | undefined])[]): void {
  const address = currentAddress()
  // what another history of the page was looked at by means nothing here
  const parameters = address.page === page ? address.parameters : new URLSearchParams()
  for (const [name, value] of values) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  replaceAddress({ page, parameters })
}
