import { safeLines } from './safe-lines.ts'
import { visibleText } from './visible-text.ts'

/** The whole document. */
export function testSuite(totals: string, cases: readonly string[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="whitewater" ${totals}>`,
    `  <testsuite name="whitewater" ${totals}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ]
  return safeLines(lines.join('\n'))
}

/** One of its cases; without children it passed. */
export function testCase(of: Parameters<typeof attributes>[0], children: readonly string[]): string {
  const open = `    <testcase ${attributes(of)}`
  return children.length === 0 ? `${open}/>` : `${open}>\n${children.join('\n')}\n    </testcase>`
}

/** Why a case did not pass: `error` where nothing is known. */
export const outcomeElement = (
  kind: 'failure' | 'error',
  of: { readonly type: string; readonly message: string },
  text: string,
): string => `      <${kind} ${attributes(of)}>${escapeXml(text)}</${kind}>`

/** Attributes of an element. */
export function attributes(values: { readonly [name: string]: string | number }): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(visibleText(String(value)))}"`)
    .join(' ')
}

/** Texts come through `visibleText` or `safeLines`, which leave none of the characters XML 1.0 forbids; the rest is UTF-8. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
