import { effect } from '@preact/signals'
import { render } from 'preact'
import { unpackedRun } from '../../run/packed-run.ts'
import { runEvents } from '../../run/run-events.ts'
import type { RunEvents } from '../../run/run-events.ts'
import { including, viewOfAddress, wholeView, zoomText } from '../../canvas/view.ts'
import { readAddress, replaceParameter } from '../hash.ts'
import { dataBytes } from '../unpack.ts'
import { byId } from '../by-id.ts'
import type { Loaded } from '../report-element.ts'
import { RunView } from './run-view.tsx'
import { opened, query, selected, shownView, zoom } from './state.ts'

/** Parameters of the address that speak of the full run; `e=o12` does too. */
const parameterNames = ['z', 'f', 'ax']

/** Unpacks the full run when it is opened, or when the address asks for something in it. */
export function startRun(loaded: Loaded | undefined): void {
  const box = document.getElementById('full')
  if (!(box instanceof HTMLDetailsElement) || document.getElementById('ww-full') === null) return
  box.addEventListener('toggle', () => {
    if (box.open) void open(loaded)
  })
  const obey = (): void => {
    const { parameters } = readAddress(location.hash)
    const isAsked = parameterNames.some((name) => parameters.has(name)) || isOwnStep(parameters, loaded)
    if (isAsked) box.open = true
    if (opened.value !== undefined) obeyAddress(opened.value)
  }
  addEventListener('hashchange', () => {
    obey()
    // a link to a step of it, from below
    if (isOwnStep(readAddress(location.hash).parameters, loaded)) box.scrollIntoView()
  })
  obey()
}

/** A step of the original run that has no row in what is shown step by step. */
function isOwnStep(parameters: URLSearchParams, loaded: Loaded | undefined): boolean {
  const id = parameters.get('e') ?? ''
  return loaded !== undefined && /^o\d+$/.test(id) && !loaded.events.some((event) => event.id === id)
}

let isOpening = false

function nameView(events: RunEvents): void {
  const view = shownView(events)
  replaceParameter('z', zoomText(view))
  replaceParameter('ax', view.axis)
}

async function open(loaded: Loaded | undefined): Promise<void> {
  if (isOpening) return
  isOpening = true
  const events = runEvents(unpackedRun(await dataBytes('ww-full')))
  opened.value = events
  obeyAddress(events)
  render(<RunView events={events} loaded={loaded} kept={keptEvents(events, loaded)} />, byId('full-run'))
  let isFirst = true
  effect(() => {
    if (zoom.value !== undefined && !isFirst) nameView(events)
    isFirst = false
  })
}

function obeyAddress(events: RunEvents): void {
  const { parameters } = readAddress(location.hash)
  query.value = parameters.get('f') ?? ''
  const view = viewOfAddress(events, parameters.get('z'), parameters.get('ax'))
  const [, step] = /^o(\d+)$/.exec(parameters.get('e') ?? '') ?? []
  const event = step === undefined ? -1 : Number(step) - events.run.first
  const isThere = event >= 0 && event < events.count
  if (isThere) selected.value = event
  if (view !== undefined) zoom.value = view
  else if (isThere) zoom.value = including(events, wholeView(events, 'time'), event)
}

/** The events that the trace shows, with their rows. */
function keptEvents(events: RunEvents, loaded: Loaded | undefined): ReadonlyMap<number, number> {
  const kept = new Map<number, number>()
  for (const { row, step } of loaded?.events ?? []) {
    const original = loaded?.trace.prefix === 'o' ? step : loaded?.trace.orig?.[row]
    const event = (original ?? -1) - events.run.first
    if (event >= 0 && event < events.count) kept.set(event, row)
  }
  return kept
}
