import { h } from 'preact'
import type { ComponentChild } from 'preact'
import type { Markup } from '../markup.ts'

/** The same markup the generator writes as text, as Preact nodes: strings stay text nodes. */
export function nodeOf(markup: Markup): ComponentChild {
  if (typeof markup === 'string') return markup
  return h(markup.tag, { ...markup.attributes }, ...markup.children.map(nodeOf))
}
