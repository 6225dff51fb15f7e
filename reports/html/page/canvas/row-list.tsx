import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { lowerBound } from '../../../../src/base/lower-bound.ts'

const ROW_HEIGHT = 24
const HEIGHT = 264
/** Rows kept above and below what is in view, so that scrolling shows no gaps. */
const MARGIN = 8

interface RowListOptions {
  /** The items that fit the filter, ascending. */
  readonly items: Uint32Array
  readonly selected: number | undefined
  readonly label: string
  /** The cells of an item. */
  cells(item: number): readonly ComponentChild[]
  /** The last of the cells as it stands in the tooltip. */
  textOf(item: number): string
  /** Names of classes, beside that of all rows. */
  classOf(item: number): string
  /** What the item is called in `data-step`. */
  nameOf(item: number): string | number
  choose(item: number): void
  hover(item: number | undefined): void
  /** On Enter; absent: nothing. */
  follow?(item: number): void
}

/** What fits the filter, as text; only the rows in view are in the document. */
export function RowList(options: RowListOptions) {
  const { items, selected, label, choose, follow } = options
  const box = useRef<HTMLDivElement>(null)
  const scrolled = useSignal(0)
  const place = selected === undefined ? -1 : lowerBound(items, selected)
  useEffect(() => {
    const element = box.current
    if (element === null || place < 0) return
    const top = place * ROW_HEIGHT
    if (top < element.scrollTop || top > element.scrollTop + HEIGHT - ROW_HEIGHT)
      element.scrollTop = top - HEIGHT / 2
  }, [place, items])
  const first = Math.max(0, Math.floor(scrolled.value / ROW_HEIGHT) - MARGIN)
  const last = Math.min(items.length, Math.ceil((scrolled.value + HEIGHT) / ROW_HEIGHT) + MARGIN)
  return (
    <div
      ref={box}
      class="run-list"
      tabIndex={0}
      role="region"
      aria-label={label}
      onMouseLeave={() => options.hover(undefined)}
      onScroll={(event) => (scrolled.value = event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
        if (event.key === 'Enter' && selected !== undefined) follow?.(selected)
        if (by === undefined) return
        event.preventDefault()
        const to = items[Math.min(items.length - 1, Math.max(0, Math.max(0, place) + by))]
        if (to !== undefined) choose(to)
      }}
    >
      <div style={{ height: `${items.length * ROW_HEIGHT}px`, position: 'relative' }}>
        {Array.from(items.slice(first, last), (item, index) => (
          <Row
            key={item}
            {...{ options, item, top: (first + index) * ROW_HEIGHT, isSelected: item === selected }}
          />
        ))}
      </div>
    </div>
  )
}

interface RowOptions {
  readonly options: RowListOptions
  readonly item: number
  readonly top: number
  readonly isSelected: boolean
}

function Row({ options, item, top, isSelected }: RowOptions) {
  const cells = options.cells(item)
  return (
    <div
      class={`run-row ${options.classOf(item)}${isSelected ? ' selected' : ''}`}
      data-step={options.nameOf(item)}
      style={{ top: `${top}px` }}
      onClick={() => options.choose(item)}
      onMouseEnter={() => options.hover(item)}
    >
      {cells.map((cell, index) => (
        <span key={index} title={index === cells.length - 1 ? options.textOf(item) : undefined}>
          {cell}
        </span>
      ))}
    </div>
  )
}
