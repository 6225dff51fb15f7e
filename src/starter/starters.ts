import { InputError } from '../base/input-error.ts'

/** What somebody begins with in one language. Files are examples of the package, copied as they are. */
export interface Starter {
  readonly language: string
  /** The first are folders below `examples`, the second folders below the user's. */
  readonly files: readonly { readonly example: string; readonly to: string }[]
  /** What runs it, in the user's folder. */
  readonly command: string
  /** Whether a file of it imports the package, which must then be installed. */
  readonly importsPackage: boolean
}

const WORKFLOW = '.github/workflows/whitewater-nightly.yml'

const starters: readonly Starter[] = [
  {
    language: 'typescript',
    files: [
      { example: 'typescript-raft/my-raft.ts', to: 'my-raft.ts' },
      { example: 'typescript-raft/my-scenario.ts', to: 'my-scenario.ts' },
      { example: 'typescript-raft/raft.test.ts', to: 'raft.test.ts' },
      { example: 'nightly/typescript.yml', to: WORKFLOW },
    ],
    command: 'npx whitewater run --target ./my-raft.ts',
    importsPackage: true,
  },
  {
    language: 'python',
    files: [
      { example: 'python-raft/raft.py', to: 'raft.py' },
      { example: 'python-raft/lockstep.py', to: 'lockstep.py' },
      { example: 'nightly/python.yml', to: WORKFLOW },
    ],
    command: 'npx whitewater run --target lockstep:./raft.py',
    importsPackage: false,
  },
]

/** Languages there is a starter for; the first is the default. */
export const starterLanguages: readonly string[] = starters.map(({ language }) => language)

/** @throws InputError when there is no starter for the language. */
export function starterFor(language: string): Starter {
  const starter = starters.find((one) => one.language === language)
  if (starter !== undefined) return starter
  throw new InputError(`there is no starter for "${language}"; there are ${starterLanguages.join(', ')}`, {
    field: '--language',
  })
}
