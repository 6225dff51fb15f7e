/**
 * Names that product code exports and no other product code uses: dead, or reached by tests only. What an entry point
 * of the package exports is used by whoever installs it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const product = ['src', 'checkers', 'nemesis', 'scenarios', 'reports']

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: { readonly [name: string]: string | { readonly default: string } }
}
const entryPoints = Object.values(exports)
  .flatMap((entry) => (typeof entry === 'string' ? [] : [entry.default]))
  .map((built) => join(root, built.replace('./dist/', '').replace(/\.js$/, '.ts')))
  .filter((file) => existsSync(file))

/**
 * What a file of this project other than a product file imports, with who it is and why it cannot go through what the
 * product uses. An entry that is not found any more is reported, so that the list only gets shorter.
 */
const importedElsewhere: { readonly [name: string]: string } = {
  'checkers/porcupine-wasm/search.ts searchWithHash': 'tests force equal hashes by cutting them to few bits',
  'checkers/porcupine-wasm/sweep.ts sweepWithSwitches':
    'tests take each pruning rule away: the answer must stay',
  'reports/html/history/window.ts MAX_LANES': 'the bound that tests hold the window to',
  'reports/html/timeline/layout.ts labelOf': 'tests cut texts of any script, without a layout around them',
  'src/base/package-files.ts entries': 'scripts/bundle.ts makes a file for each',
  'src/base/error-of-text.ts beginnings': 'scripts/errors-page.ts writes the page of errors from it',
  'src/base/error-of-text.ts knownTexts': 'scripts/errors-page.ts writes the page of errors from it',
  'checkers/linearizability/explanation/nearby.ts MAX_NEARBY': 'the bound that tests hold the list to',
  'src/lockstep/program-spec.ts programSpecText':
    'tests and benchmarks name programs with it, and it proves the parser',
  'src/processes/fault-controls.ts realFaultKinds': 'a test compares it with what plans for servers draw',
  'src/processes/status-watch.ts triggersBetween':
    'tests give it pairs of states that real servers hardly show',
  'src/raft/client/session-numbers.ts WINDOW': 'the bound that tests fill up to the last number',
  'src/raft/server/messages/bounds.ts FREE_TERM': 'the bound that tests stand on both sides of',
  'src/raft/server/messages/bounds.ts TERM_STEP': 'the bound that tests stand on both sides of',
}

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root)
// the script of pages has a configuration of its own; what it shares with their generator is used
const page = join(root, 'reports/html/page')
const ofPage = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(page, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  page,
)
const isProduct = (file: string): boolean =>
  product.some((folder) => file.startsWith(`${join(root, folder)}/`)) && !file.endsWith('.d.ts')
const program = ts.createProgram([...fileNames, ...ofPage.fileNames].filter(isProduct), {
  ...options,
  ...(ofPage.options.jsx !== undefined && { jsx: ofPage.options.jsx }),
})
const checker = program.getTypeChecker()
const used = new Set<ts.Symbol>()

/** The declaration behind an import or a re-export; each re-export on the way is used, too. */
function use(symbol: ts.Symbol | undefined): void {
  for (let at = symbol; at !== undefined && !used.has(at);) {
    used.add(at)
    at = at.flags & ts.SymbolFlags.Alias ? checker.getImmediateAliasedSymbol(at) : undefined
  }
}

/** Uses all that a module exports: it is imported whole. */
function useAll(specifier: ts.Node | undefined): void {
  const module = specifier && checker.getSymbolAtLocation(specifier)
  if (module !== undefined) for (const one of checker.getExportsOfModule(module)) use(one)
}

function visit(node: ts.Node): void {
  if (ts.isImportSpecifier(node)) use(checker.getSymbolAtLocation(node.name))
  else if (ts.isImportDeclaration(node) && node.importClause?.name !== undefined)
    use(checker.getSymbolAtLocation(node.importClause.name))
  else if (ts.isNamespaceImport(node)) useAll(node.parent.parent.moduleSpecifier)
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    useAll(node.arguments[0])
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) useAll(node.argument.literal)
  ts.forEachChild(node, visit)
}

const files = program.getSourceFiles().filter(({ fileName }) => isProduct(fileName))
for (const file of files) {
  visit(file)
  if (!entryPoints.includes(file.fileName)) continue
  const module = checker.getSymbolAtLocation(file)
  if (module !== undefined) for (const one of checker.getExportsOfModule(module)) use(one)
}

/** A type may be exported for its name alone: whoever calls the function that takes it may want to write it. */
const isValue = (symbol: ts.Symbol): boolean => {
  const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (meant.flags & ts.SymbolFlags.Value) !== 0
}

const found = files.flatMap((file) => {
  if (file.fileName.startsWith(`${page}/`)) return []
  const module = checker.getSymbolAtLocation(file)
  if (module === undefined) return []
  return checker
    .getExportsOfModule(module)
    .filter((one) => !used.has(one) && isValue(one) && one.declarations?.[0]?.getSourceFile() === file)
    .map(({ name }) => `${relative(root, file.fileName)} ${name}`)
})
const unused = found.filter((one) => importedElsewhere[one] === undefined)
const stale = Object.keys(importedElsewhere).filter((one) => !found.includes(one))
if (unused.length > 0) console.log(`exported, and used by no other product code:\n${unused.join('\n')}`)
if (stale.length > 0) console.log(`to be taken off the list in this script:\n${stale.join('\n')}`)
process.exitCode = unused.length + stale.length === 0 ? 0 : 1
