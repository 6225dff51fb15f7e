import { greatest } from '../src/base/extremes.ts'
import { visibleText } from './visible-text.ts'

/** A subject's text in Markdown: nothing in it is markup, a mention or a table border. */
export function markdownText(text: string, limit?: number): string {
  return visibleText(text, limit).replace(
    /[&<>\\`*_{}[\]()#!|~@]|:(?=\/\/)/g,
    (character) => `&#${character.charCodeAt(0)};`,
  )
}

/** A code block whose fence is longer than any run of backticks inside it. */
export function fenced(text: string, language = 'sh'): string {
  const longest = Math.max(2, greatest((text.match(/`+/g) ?? []).map((run) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
