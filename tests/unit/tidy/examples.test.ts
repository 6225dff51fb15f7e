import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The programs of a page that import the package by its name, each with the line it begins on. */
function examples(page: string): readonly { readonly file: string; readonly text: string }[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)]
    .filter(([, code = '']) => /from 'whitewater'/.test(code) && !code.includes('...'))
    .map(({ index, 1: code = '' }) => ({
      file: join(root, dirname(page), `line-${text.slice(0, index).split('\n').length}.ts`),
      text: `${code}export {}\n`,
    }))
}

const tutorial = ['raft-1.ts', 'raft-2.ts', 'raft-3.ts'].map((file) => `examples/tutorial/${file}`)

/** What the compiler says of them, `whitewater` being the sources. */
function problems(pages: readonly string[]): string[] {
  const programs = pages.flatMap(examples)
  expect(programs.length).toBeGreaterThan(4)
  const whole = tutorial.map((file) => ({
    file: join(root, file),
    text: readFileSync(join(root, file), 'utf8'),
  }))
  const files = new Map([...programs, ...whole].map(({ file, text }) => [file, text]))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  Object.assign(options, { noEmit: true, paths: { whitewater: [join(root, 'src/index.ts')] } })
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => files.get(path) ?? readFile(path)
  host.fileExists = (path) => files.has(path) || fileExists(path)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  })
}

test('programs in the guides and the tutorial are correct TypeScript', { timeout: 120_000 }, () => {
  expect(problems(['docs/guides/your-own-raft.md', 'docs/guides/real-server.md'])).toEqual([])
})
