import { createHash } from 'node:crypto'
import { el, escapeHtml, toHtml, type Element } from './markup.ts'

/** A page of its own: one file that loads nothing. */
export interface PageDocument {
  readonly title: string
  readonly style: string
  /** Default: none runs. */
  readonly script?: string
  readonly body: readonly Element[]
  /** Data that the script reads; nothing that can end its element. */
  readonly inert?: readonly InertData[]
}

/** A script element that no browser runs. */
export interface InertData {
  readonly id: string
  readonly type: 'application/json' | 'text/plain'
  readonly text: string
}

/** The page as text. The policy names its style and its script by their hashes: nothing else can load or run. */
export function pageDocument({ title, style, script, body, inert = [] }: PageDocument): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...body.map(toHtml),
    toHtml(el('footer', {}, 'Written by Whitewater. This page is one file and loads nothing.')),
    ...inert.map(({ id, type, text }) => `<script type="${type}" id="${id}">${text}</script>`),
    ...(script === undefined ? [] : [`<script>${script}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function policy(style: string, script: string | undefined): string {
  const scripts = script === undefined ? '' : ` script-src '${hash(script)}';`
  return `default-src 'none';${scripts} style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`
}

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
