/**
 * The layers: a module imports its own folder and strictly lower layers, never sideways, never up.
 * `npm run lint` enforces it; docs/decisions/0002 says why.
 */
const layers = {
  'src/base': 0,
  'src/record': 1,
  'src/raft/core': 2,
  'src/raft/services': 2,
  'src/raft/node': 3,
  'src/raft/client': 3,
  'src/raft/server': 4,
  'src/raft/index.ts': 5,
  'src/subject': 5,
  'src/workload': 5,
  checkers: 5,
  'src/sim': 6,
  'src/processes': 6,
  nemesis: 6,
  reports: 6,
  'src/run': 7,
  'src/lockstep': 7,
  'src/guidance': 8,
  'src/minimize': 8,
  'src/explore': 8,
  scenarios: 9,
  'src/testcase': 10,
  'src/check': 11,
  'src/isolation': 11,
  'src/campaign': 12,
  'src/bisect': 12,
  'src/comparison': 12,
  'src/matrix': 12,
  'src/catalogue.ts': 12,
  'src/doctor': 12,
  'src/maelstrom': 12,
  'src/starter': 12,
  'src/export': 12,
  'src/cli': 13,
  'src/index.ts': 13,
  'src/vitest.ts': 13,
}

/** Modules that see less than their layer would let them. Who takes the Raft alone takes nothing of the harness. */
const narrower = {
  'src/raft/core': ['src/base'],
  'src/raft/services': ['src/base'],
  'src/raft/node': ['src/base', 'src/record', 'src/raft/core', 'src/raft/services'],
  'src/raft/client': ['src/base', 'src/raft/services'], // of services types only, see below
  'src/raft/server': ['src/base', 'src/record', 'src/raft/core', 'src/raft/services', 'src/raft/node'],
  checkers: ['src/base', 'src/record'],
  scenarios: [
    'src/base',
    'src/record',
    'src/raft/core', // types and rule records, for planted bugs
    'src/raft/services',
    'src/raft/node', // what stands on a disk, for planted bugs of disks
    'src/subject',
    'src/workload',
    'src/run', // types only, see below
    'checkers',
    'nemesis',
  ],
}

const ours = '^(src|checkers|nemesis|scenarios|reports|tests|bench|scripts|examples)/'
const product = '^(src|checkers|nemesis|scenarios|reports)/'

/** Run by `npm run prepare`, or bundled into a generated file: never loaded by the product. */
const buildTime = ['^checkers/porcupine-wasm/compile[.]ts$', '^reports/html/(build-template[.]ts$|page/)']

const inModule = (module) => (module.endsWith('.ts') ? `^${module.replace('.', '[.]')}$` : `^${module}/`)

const below = (module) => Object.keys(layers).filter((other) => layers[other] < layers[module])

const layerRules = Object.keys(layers).map((module) => {
  const allowed = narrower[module] ?? below(module)
  return {
    name: `layer-of-${module.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `${module} may import its own folder and: ${allowed.join(', ') || 'nothing else'}`,
    from: { path: inModule(module) },
    to: { path: ours, pathNot: [module, ...allowed].map(inModule) },
  }
})

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'every-folder-has-a-layer',
      severity: 'error',
      comment: 'a new folder in src needs a layer: add it above and to CONTRIBUTING.md',
      from: { path: '^src/', pathNot: Object.keys(layers).map(inModule) },
      to: {},
    },
    {
      name: 'scenarios-know-only-types-of-run',
      severity: 'error',
      comment: 'a scenario is a description; who runs it is decided above it',
      from: { path: '^scenarios/' },
      to: { path: '^src/run/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-knows-only-types-of-services',
      severity: 'error',
      comment: 'who talks to a server needs to know what it serves, and none of its code',
      from: { path: '^src/raft/client/' },
      to: { path: '^src/raft/services/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: product },
      to: { path: '^(tests|bench|scripts|examples)/' },
    },
    {
      name: 'raft-does-no-io',
      severity: 'error',
      comment:
        'the core, its state machines and the node take time, disk and network from their environment: no Node module, no package',
      from: { path: '^src/raft/(core|services|node)/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'no-development-package-in-the-product',
      severity: 'error',
      comment: 'it would be missing where the package is installed',
      // whoever imports whitewater/vitest has vitest
      from: { path: product, pathNot: [...buildTime, '^src/vitest[.]ts$'] },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'type-only'],
        // scripts/bundle.ts bundles it in
        pathNot: '^node_modules/commander/',
      },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      // a stranger's Raft is written as strangers write
      from: { pathNot: '^tests/planted/strangers/thesis/' },
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'nothing imports it and it imports nothing: dead, or not connected yet',
      from: { orphan: true, path: product, pathNot: ['[.]d[.]ts$', ...buildTime] },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      // build/ and dist/ are generated; fixtures and examples import the packed package
      from: { pathNot: '^(tests/package/fixtures|examples)/' },
      to: { couldNotResolve: true, pathNot: '/(build|dist)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|runs|coverage)/|^checkers/porcupine-wasm/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json'],
    },
  },
}
