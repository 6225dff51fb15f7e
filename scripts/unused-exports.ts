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
 * Units that a test looks at by themselves, and barrels that pass such units on. None may be added without need; one
 * that is not found any more is reported, so that the list only gets shorter.
 */
const testedAlone = new Set([
  'checkers/models/model.ts directDeciders', // its type is what is used
  'checkers/cycles/index.ts completionConflict',
  'checkers/cycles/index.ts levelProperty',
  'checkers/cycles/index.ts promiseOf',
  'checkers/models/index.ts modelNames',
  'checkers/porcupine-wasm/search.ts searchWithHash',
  'checkers/porcupine-wasm/sweep.ts sweepWithSwitches',
  'reports/html/timeline/layout.ts labelOf',
  'src/base/error-of-text.ts beginnings',
  'src/base/error-of-text.ts knownTexts',
  'src/check/nearby.ts MAX_NEARBY',
  'reports/html/check/window.ts MAX_LANES',
  'reports/html/check/window.ts MAX_OPERATIONS',
  'src/lockstep/program-spec.ts programSpecText',
  'src/processes/fault-controls.ts realFaultKinds',
  'src/processes/index.ts SupervisedProcess',
  'src/processes/index.ts TcpProxy',
  'src/processes/index.ts describeExit',
  'src/processes/index.ts etcd',
  'src/processes/index.ts ownServer',
  'src/processes/index.ts realFaultKinds',
  'src/processes/index.ts supervise',
  'src/processes/status-watch.ts triggersBetween',
  'src/raft/client/session-numbers.ts WINDOW',
  'src/raft/server/messages/bounds.ts FREE_TERM',
  'src/raft/server/messages/bounds.ts TERM_STEP',
  'src/raft/server/peers/index.ts PeerCounters',
  'src/raft/server/peers/index.ts addressText',
  'src/raft/server/peers/index.ts parseAddress',
  'src/raft/server/storage/index.ts StorageCounters',
  'src/workload/index.ts SharedSession',
  'src/workload/index.ts parseWorkload',
  'src/workload/index.ts plannedFunctions',
  'src/workload/plan.ts parseWorkload',
  'src/workload/plan.ts plannedFunctions',
])

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root)
const isProduct = (file: string): boolean =>
  product.some((folder) => file.startsWith(`${join(root, folder)}/`)) && !file.endsWith('.d.ts')
const program = ts.createProgram(fileNames.filter(isProduct), options)
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
  const module = checker.getSymbolAtLocation(file)
  if (module === undefined) return []
  return checker
    .getExportsOfModule(module)
    .filter((one) => !used.has(one) && isValue(one) && one.declarations?.[0]?.getSourceFile() === file)
    .map(({ name }) => `${relative(root, file.fileName)} ${name}`)
})
const unused = found.filter((one) => !testedAlone.has(one))
const stale = [...testedAlone].filter((one) => !found.includes(one))
if (unused.length > 0) console.log(`exported, and used by no other product code:\n${unused.join('\n')}`)
if (stale.length > 0) console.log(`to be taken off the list in this script:\n${stale.join('\n')}`)
process.exitCode = unused.length + stale.length === 0 ? 0 : 1
