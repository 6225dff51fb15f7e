import type { ComponentChildren } from 'preact'
import { onAxis, wholeView, zoomed } from '../../canvas/view.ts'
import type { Timed, View } from '../../canvas/view.ts'

interface ToolsOptions {
  readonly events: Timed
  readonly view: View
  readonly query: string
  /** Names that the filter knows, each with what it looks at. */
  readonly names: { readonly [name: string]: string }
  /** A filter to show how it is written. */
  readonly example: string
  readonly count: string
  /** What all of it is called, and its events: `whole run`, `step`. */
  readonly whole: string
  readonly unit: string
  /** False: nothing has a time. Default: true. */
  readonly isTimed?: boolean
  filter(query: string): void
  show(view: View): void
  /** More buttons. */
  readonly children?: ComponentChildren
}

/** A filter, what fits it, and buttons for those without a wheel or keys. */
export function PictureTools(options: ToolsOptions) {
  const { events, view, query, names, example, count, whole, unit, isTimed = true, filter, show } = options
  return (
    <div class="run-tools">
      <label class="run-filter">
        filter
        <input
          type="search"
          value={query}
          placeholder={example}
          title={Object.entries(names)
            .map(([name, meaning]) => `${name}: ${meaning}`)
            .join('\n')}
          spellcheck={false}
          onInput={({ currentTarget }) => filter(currentTarget.value)}
        />
      </label>
      <span class="run-count" aria-live="polite">
        {count}
      </span>
      <span class="run-buttons">
        <button type="button" aria-label="zoom in" onClick={() => show(zoomed(events, view, 0.5))}>
          +
        </button>
        <button type="button" aria-label="zoom out" onClick={() => show(zoomed(events, view, 2))}>
          −
        </button>
        <button type="button" onClick={() => show(wholeView(events, view.axis))}>
          {whole}
        </button>
        {isTimed && (
          <button
            type="button"
            aria-pressed={view.axis === 'step'}
            onClick={() => show(onAxis(events, view, view.axis === 'time' ? 'step' : 'time'))}
          >
            {`by ${unit}`}
          </button>
        )}
        {options.children}
      </span>
    </div>
  )
}
