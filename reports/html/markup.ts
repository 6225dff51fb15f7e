/**
 * A piece of the page as data. Texts are strings and become text nodes; there is no way to put in ready
 * HTML. The generator writes it as text, the page's script makes Preact nodes of it: one renderer for both.
 */
export type Markup = string | Element

export interface Element {
  readonly tag: string
  readonly attributes: Attributes
  readonly children: readonly Markup[]
}

/** `true` is an attribute without value; `false` and `undefined` leave it out. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined
}

export type Child = Markup | false | undefined | readonly Child[]

/** An element. Its name and the names of its attributes are ours, never a subject's. */
export function el(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): Element {
  return { tag, attributes, children: flat(children) }
}

function flat(children: readonly Child[]): Markup[] {
  return children.flatMap((child) => {
    if (child === false || child === undefined) return []
    return typeof child === 'object' && !('tag' in child) ? flat(child) : [child]
  })
}

const voidTags = new Set(['br', 'hr', 'img', 'input', 'link', 'meta'])
/** HTML closes them by itself where the next one begins or the table ends. A page has thousands. */
const impliedEnds = new Set(['td', 'th', 'tr'])
/** Inside a picture what holds nothing ends itself. */
const shapes = new Set(['path', 'rect', 'circle'])

export function toHtml(markup: Markup): string {
  if (typeof markup === 'string') return escapeText(markup)
  const { tag, attributes, children } = markup
  const start = `<${tag}${Object.entries(attributes).map(attributeText).join('')}`
  if (shapes.has(tag) && children.length === 0) return `${start}/>`
  const open = `${start}>`
  if (voidTags.has(tag)) return open
  return `${open}${children.map(toHtml).join('')}${impliedEnds.has(tag) ? '' : `</${tag}>`}`
}

function attributeText([name, value]: [string, string | number | boolean | undefined]): string {
  if (value === undefined || value === false) return ''
  return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`
}

/** Between tags quotes end nothing; a plan has thousands of them. */
const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
