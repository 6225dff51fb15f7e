/**
 * Bundles the script and the styles of the pages into `build/template.ts`, as exported strings. Run by `npm run
 * prepare`; the reporter itself needs no bundler.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const here = (path: string): URL => new URL(path, import.meta.url)

/** What all pages begin with. Each has its own sheets behind them, in the order of the cascade. */
const shared = ['tokens.css', 'base.css']
const ofFailure = [
  'document.css',
  'verdict.css',
  'why.css',
  'trace.css',
  'marks.css',
  'panel.css',
  'evidence.css',
  'futures.css',
  'timeline.css',
  'compared.css',
  'history.css',
  'run.css',
  'print.css',
]
const ofCheck = ['plain.css', 'check.css', 'timeline.css', 'compared.css', 'run.css', 'whole.css']
const ofMatrix = ['plain.css', 'check.css', 'matrix.css']
const ofCampaign = ['document.css', 'plain.css', 'campaign.css']

const script = await bundled('main.tsx')
const checkScript = await bundled('check.tsx')
const style = await minified([...shared, ...ofFailure])
const checkStyle = await minified([...shared, ...ofCheck])
const matrixStyle = await minified([...shared, ...ofMatrix])
const campaignStyle = await minified([...shared, ...ofCampaign])
// a string that ends the element it stands in would let the rest of it become markup
for (const text of [script, checkScript, style, checkStyle, matrixStyle, campaignStyle]) {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error('the bundle contains the end of its own element')
}
await mkdir(here('build/'), { recursive: true })
// at once: somebody may be loading it
await writeFile(
  here('build/template.ts.new'),
  [
    '// Written by reports/html/build-template.ts.',
    `export const PAGE_SCRIPT: string = ${JSON.stringify(script)}`,
    `export const CHECK_SCRIPT: string = ${JSON.stringify(checkScript)}`,
    `export const PAGE_STYLE: string = ${JSON.stringify(style)}`,
    `export const CHECK_STYLE: string = ${JSON.stringify(checkStyle)}`,
    `export const MATRIX_STYLE: string = ${JSON.stringify(matrixStyle)}`,
    `export const CAMPAIGN_STYLE: string = ${JSON.stringify(campaignStyle)}`,
    '',
  ].join('\n'),
)
await rename(here('build/template.ts.new'), here('build/template.ts'))
console.error(
  `report template: scripts ${script.length}, ${checkScript.length} B, styles ${[style, checkStyle, matrixStyle, campaignStyle].map((one) => one.length).join(', ')} B`,
)

async function bundled(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(here(`page/${entry}`))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    legalComments: 'none',
  })
  return (result.outputFiles[0]?.text ?? '').trim()
}

async function minified(sheets: readonly string[]): Promise<string> {
  const texts = await Promise.all(sheets.map((name) => readFile(here(`page/${name}`), 'utf8')))
  const result = await transform(texts.join('\n'), { loader: 'css', minify: true, charset: 'ascii' })
  return result.code.trim()
}
