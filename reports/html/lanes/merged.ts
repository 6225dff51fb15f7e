import { el } from '../markup.ts'
import type { Element } from '../markup.ts'

/**
 * Marks that look alike as one element: paths of a class as one path, texts of a class in one group that has the class. A
 * browser that opens a page pays for each of its elements. What comes first of each class decides what lies over what.
 */
export function merged(marks: readonly Element[]): Element[] {
  const alike = Map.groupBy(marks, (mark) => keyOf(mark) ?? mark)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || keyOf(first) === undefined) return group
    const kind = first.attributes['class']
    if (first.tag === 'path')
      return [el('path', { class: kind, d: group.map(({ attributes }) => attributes['d']).join('') })]
    const texts = group.map(({ attributes: { class: _, ...rest }, children }) => el('text', rest, children))
    return [el('g', { class: kind }, texts)]
  })
}

/** What can be merged is of one tag and one class; undefined: it stays as it is. */
const keyOf = ({ tag, attributes }: Element): string | undefined =>
  tag === 'path' || tag === 'text' ? `${tag} ${String(attributes['class'])}` : undefined
