import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { deterministic } from './scripts/deterministic-lint.js'
import { dialect } from './scripts/dialect-lint.js'

const domain = ['checkers/**/*.ts', 'nemesis/**/*.ts', 'scenarios/**/*.ts', 'reports/**/*.ts']
const product = ['src/**/*.ts', ...domain]

/** What a simulated run can reach: it must give the same digest on any machine, forever. */
const replayable = [
  'src/{base,record,subject,workload,sim,run,minimize}/**/*.ts',
  'src/raft/{core,services,node}/**/*.ts',
  'checkers/**/*.ts',
  'nemesis/**/*.ts',
  'scenarios/**/*.ts',
]

/** TypeScript outside the main tsconfig: no type information there, so a light lint only. */
const untyped = [
  '**/*.{js,cjs,mjs}',
  'checkers/porcupine-wasm/compile.ts',
  'reports/html/page/**/*.{ts,tsx}',
  'tests/package/fixtures/**',
  'examples/**',
]

export default defineConfig(
  {
    // AssemblyScript only looks like TypeScript; its own compiler checks it. What examples/npm adapts has no types.
    ignores: [
      'dist/',
      'runs/',
      'coverage/',
      '**/build/',
      'checkers/porcupine-wasm/assembly/',
      'examples/npm/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js,cjs,mjs}'],
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: untyped,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { local: dialect },
    rules: {
      'local/constant-names': 'error',
      'local/throws-tag': 'error',
      '@typescript-eslint/array-type': ['error', { default: 'array', readonly: 'array' }],
      '@typescript-eslint/prefer-function-type': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
    },
  },
  {
    // what is spread over arguments lies on the stack, and a history may have millions of operations
    files: [
      ...['checkers/**/*.ts', 'src/check/**/*.ts', 'src/record/**/*.ts'],
      ...['src/campaign/**/*.ts', 'reports/html/campaign/**/*.ts', 'reports/*.ts'],
    ],
    plugins: { local: dialect },
    rules: { 'local/spread-arguments': 'error' },
  },
  {
    files: product,
    rules: { 'max-lines': ['error', { max: 300 }], 'no-console': 'error' },
  },
  {
    files: product,
    ignores: untyped,
    rules: {
      'local/double-cast': 'error',
      'local/index-cast': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    // the places that talk to a person
    files: ['src/cli/**/*.ts', 'checkers/porcupine-wasm/compile.ts', 'reports/html/build-template.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: replayable,
    // readers work on files; compile.ts runs at build time
    ignores: ['src/record/formats/readers/**', 'checkers/porcupine-wasm/compile.ts'],
    rules: deterministic,
  },
  {
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
)
