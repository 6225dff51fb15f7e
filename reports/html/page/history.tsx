import { effect, signal, untracked } from '@preact/signals'
import { render } from 'preact'
import { objectView } from '../history/history-view.ts'
import type { HistoryChoice } from '../history/history-view.ts'
import type { Report } from '../schema.ts'
import type { ReportHistory } from '../history/history-schema.ts'
import { runAddress } from '../reference.ts'
import { cursor, moveTo } from './cursor.ts'
import { readAddress, replaceParameter } from './hash.ts'
import { nodeOf } from './markup-node.ts'
import { byId } from './by-id.ts'
import type { Loaded } from './report-element.ts'

const choice = signal<HistoryChoice>({ run: 0, object: 0, order: 0, whole: false })

/** Choices of run, key and order; bars that lead to their steps; labels that stay in view. */
export function startHistory(report: Report, loaded: Loaded | undefined): void {
  const { histories } = report
  if (histories === undefined) return
  const fromAddress = (): void => {
    const chosen = addressed(histories)
    if (chosen === undefined) return
    choice.value = chosen
    byId('history').setAttribute('open', '')
  }
  fromAddress()
  addEventListener('hashchange', fromAddress)
  const view = byId('history-view')
  let isFirst = true
  effect(() => {
    const { value } = choice
    // the generator drew the first choice already
    if (!(isFirst && sameChoice(value, { run: 0, object: 0, order: 0, whole: false }))) {
      if (isFirst) view.replaceChildren()
      const history = histories[value.run]
      if (history !== undefined) render(<>{nodeOf(objectView(history, value, report.min))}</>, view)
      isFirst = false
    }
    const drawn = view.querySelectorAll('.bar[data-op]').length
    render(<Choices histories={histories} drawn={drawn} />, byId('history-choices'))
    openOnConflict(view)
    shiftLabels(view)
    // a step of the trace lights a bar, and moves nothing that the reader has scrolled here
    if (loaded !== undefined) untracked(() => light(view, loaded))
  })
  if (loaded !== undefined) effect(() => light(view, loaded))
  view.addEventListener('scroll', () => shiftLabels(view), { capture: true, passive: true })
  byId('history').addEventListener('toggle', () => shiftLabels(view))
  view.addEventListener('click', (event) => {
    const bar = barOf(event)
    if (bar === null || loaded === undefined) return
    event.preventDefault()
    follow(bar, loaded)
  })
  for (const kind of ['pointerover', 'focusin'])
    view.addEventListener(kind, (event) => {
      const text = barOf(event)?.querySelector('title')?.textContent
      if (text !== undefined) byId('readout').textContent = text
    })
}

interface ChoicesOptions {
  readonly histories: readonly ReportHistory[]
  /** Operations in the picture. */
  readonly drawn: number
}

function Choices({ histories, drawn }: ChoicesOptions) {
  const { run, object, order, whole } = choice.value
  const objects = histories[run]?.objects ?? []
  const shown = objects[object]
  const orders = shown?.orders.length ?? 0
  return (
    <div class="choices">
      {histories.length > 1 && (
        <Tabs
          label="run"
          names={histories.map(runName)}
          at={run}
          choose={(at) => choose({ run: at, object: 0, order: 0 })}
        />
      )}
      {objects.length > 1 && (
        <label>
          key
          <select
            value={object}
            onChange={({ currentTarget }) => choose({ object: Number(currentTarget.value), order: 0 })}
          >
            {objects.map(({ key, valid, total }, index) => (
              <option value={index}>
                {`${key ?? 'all'}: ${valid === true ? 'linearizable' : valid ? 'not known' : 'NOT linearizable'}, ${total}`}
              </option>
            ))}
          </select>
        </label>
      )}
      {orders > 1 && (
        <Tabs
          label="longest order"
          names={Array.from({ length: orders }, (_, index) => String(index + 1))}
          at={order}
          choose={(at) => choose({ order: at })}
        />
      )}
      {shown !== undefined && (whole || shown.operations.length > drawn) && (
        <label>
          <input type="checkbox" checked={whole} onChange={() => choose({ whole: !whole })} />
          {`all ${shown.operations.length} operations`}
        </label>
      )}
    </div>
  )
}

interface TabsOptions {
  readonly label: string
  readonly names: readonly string[]
  readonly at: number
  choose(at: number): void
}

function Tabs({ label, names, at, choose }: TabsOptions) {
  const move = (by: number, list: HTMLElement): void => {
    const next = (at + by + names.length) % names.length
    choose(next)
    list.querySelectorAll('button')[next]?.focus()
  }
  return (
    <span
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        if (by === 0) return
        event.preventDefault()
        move(by, event.currentTarget)
      }}
    >
      <span aria-hidden="true">{label}</span>
      {names.map((name, index) => (
        <button
          type="button"
          role="tab"
          aria-selected={index === at}
          aria-controls="history-view"
          aria-label={`${label} ${name}`}
          tabIndex={index === at ? 0 : -1}
          onClick={() => choose(index)}
        >
          {name}
        </button>
      ))}
    </span>
  )
}

const runName = ({ prefix }: ReportHistory): string => (prefix === 'm' ? 'minimized' : 'original')

function choose(part: Partial<HistoryChoice>): void {
  const value = { ...choice.value, ...part }
  choice.value = value
  replaceParameter('hr', String(value.run))
  replaceParameter('key', String(value.object))
  replaceParameter('lp', String(value.order + 1))
  replaceParameter('all', value.whole ? '1' : '0')
}

/** Whether the address speaks of a history. */
export function asksForHistory(): boolean {
  const { parameters } = readAddress(location.hash)
  return ['hr', 'key', 'lp'].some((name) => parameters.has(name))
}

/** What the address asks for; undefined when it says nothing of a history. */
function addressed(histories: readonly ReportHistory[]): HistoryChoice | undefined {
  if (!asksForHistory()) return undefined
  const { parameters } = readAddress(location.hash)
  const index = (name: string, count: number, first = 0): number => {
    const value = Number(parameters.get(name) ?? first) - first
    return Number.isInteger(value) && value >= 0 && value < count ? value : 0
  }
  const run = index('hr', histories.length)
  const objects = histories[run]?.objects ?? []
  const object = index('key', objects.length)
  const order = index('lp', objects[object]?.orders.length ?? 0, 1)
  return { run, object, order, whole: parameters.get('all') === '1' }
}

const sameChoice = (a: HistoryChoice, b: HistoryChoice): boolean => JSON.stringify(a) === JSON.stringify(b)

const barOf = ({ target }: Event): Element | null =>
  target instanceof Element ? target.closest('.bar[data-op]') : null

/** To the step that called the operation, from there to the one that answered it; without a row to its place in the full run. */
function follow(bar: Element, loaded: Loaded): void {
  const rowOfId = (id: string | null): number => loaded.events.findIndex((event) => event.id === id)
  const called = rowOfId(bar.getAttribute('href')?.slice(1) ?? null)
  const answered = rowOfId(bar.getAttribute('data-answered'))
  const row = called < 0 || (called === cursor.value && answered >= 0) ? answered : called
  const id = bar.getAttribute('href')?.slice(1) ?? ''
  if (row >= 0) moveTo(loaded, row)
  // only the full run has it
  else if (id.startsWith('o')) location.hash = runAddress(id)
}

/** The bar of the operation that the step at the cursor is about. */
function light(view: Element, loaded: Loaded): void {
  const op = loaded.events[cursor.value]?.op
  const isShown = choice.value.run === 0
  for (const bar of view.querySelectorAll('.bar[data-op]'))
    bar.classList.toggle('lit', isShown && op !== undefined && bar.getAttribute('data-op') === String(op))
}

/** The picture opens where the contradiction is. */
function openOnConflict(view: Element): void {
  const scroller = view.querySelector('.timeline .scroll')
  const bar = scroller?.querySelector('.bar.blocking')
  if (scroller === null || bar === null || bar === undefined) return
  const [box, at] = [scroller.getBoundingClientRect(), bar.getBoundingClientRect()]
  scroller.scrollLeft += (at.left + at.right - box.left - box.right) / 2
}

/** The text of a bar whose beginning is scrolled away begins where the bar comes into view. */
function shiftLabels(view: Element): void {
  const box = view.querySelector('.timeline .scroll')?.getBoundingClientRect()
  if (box === undefined) return
  // all are measured before any is moved: the page is laid out once
  const places = [...view.querySelectorAll('.timeline .bar')].flatMap((bar) => {
    const [body, text] = [bar.querySelector('.body'), bar.querySelector('.call')]
    return body === null || text === null ? [] : [{ text, body: body.getBoundingClientRect() }]
  })
  for (const { text, body } of places) {
    const hidden = body.right > box.left ? Math.max(0, box.left - body.left) : 0
    const x = String(7 + Math.round(hidden))
    if (text.getAttribute('x') !== x) text.setAttribute('x', x)
  }
}
