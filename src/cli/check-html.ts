import { createHash } from 'node:crypto'
import { explanation, headline } from './check-text.ts'
import type { FileError, FileVerdict } from './check-verdict.ts'

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
  h2 { font-size: 1.1rem; overflow-wrap: anywhere; border-left: .4rem solid; padding-left: .6rem }
  .valid { border-color: #2a8a3e } .invalid { border-color: #c62828 } .unknown { border-color: #b26a00 }
  pre { overflow-x: auto; padding: .8rem; background: color-mix(in srgb, currentColor 7%, transparent) }
`

/** The verdicts and explanations as one page that loads nothing and runs nothing. */
export function htmlPage(verdicts: readonly (FileVerdict | FileError)[]): string {
  // the policy names the one style sheet by its hash: nothing that a history smuggles in can load or run
  const hash = createHash('sha256').update(style).digest('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>Whitewater: checked histories</title>
<style>${style}</style>
</head>
<body>
<h1>Checked histories</h1>
${verdicts.map(section).join('\n')}
</body>
</html>
`
}

function section(verdict: FileVerdict | FileError): string {
  if ('error' in verdict)
    return `<section>\n<h2 class="unknown">not checked</h2>\n<pre>${escaped(verdict.error)}</pre>\n</section>`
  const { valid, failure } = verdict
  const kind = valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid'
  const body = failure === undefined ? '' : `\n<pre>${escaped(explanation(failure).join('\n'))}</pre>`
  return `<section>\n<h2 class="${kind}">${escaped(headline(verdict))}</h2>${body}\n</section>`
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}
