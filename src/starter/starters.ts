import { namesThereAre } from '../base/did-you-mean.ts'
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

/** Files of an example that keep their places. */
const copied = (example: string, ...files: readonly string[]): Starter['files'] =>
  files.map((file) => ({ example: `${example}/${file}`, to: file }))

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
  {
    language: 'go',
    files: [
      ...copied('go-etcd-raft', 'main.go', 'library_v36.go', 'values.go', 'go.mod', 'go.sum'),
      ...copied(
        'go-etcd-raft',
        'lockstep.go',
        'kv.go',
        'journal.go',
        'disk.go',
        'machine.go',
        'pipe.go',
        'wasm.go',
      ),
      { example: 'nightly/go.yml', to: WORKFLOW },
    ],
    command: 'go build -o my-raft . && npx whitewater run --target lockstep:./my-raft',
    importsPackage: false,
  },
  {
    language: 'rust',
    files: [
      ...copied('rust-tikv-raft', 'src/main.rs', 'src/lockstep.rs'),
      ...copied('rust-tikv-raft', 'Cargo.toml', 'Cargo.lock'),
      { example: 'nightly/rust.yml', to: WORKFLOW },
    ],
    command: 'cargo build && npx whitewater run --target lockstep:target/debug/rust-tikv-raft',
    importsPackage: false,
  },
  {
    language: 'java',
    files: [
      ...[
        'MicroRaft',
        'Store',
        'Lockstep',
        'BlockingDisk',
        'Journal',
        'KeyValue',
        'Serialized',
        'Tasks',
      ].flatMap((name) => copied('java-microraft', `src/main/java/${name}.java`)),
      ...copied('java-microraft', 'pom.xml'),
      { example: 'nightly/java.yml', to: WORKFLOW },
    ],
    command:
      "mvn --quiet package && npx whitewater run --target 'lockstep:java -jar target/java-microraft.jar'",
    importsPackage: false,
  },
]

/** Languages there is a starter for; the first is the default. */
export const starterLanguages: readonly string[] = starters.map(({ language }) => language)

/** @throws InputError when there is no starter for the language. */
export function starterFor(language: string): Starter {
  const starter = starters.find((one) => one.language === language)
  if (starter !== undefined) return starter
  throw new InputError(`there is no starter for "${language}"${namesThereAre(language, starterLanguages)}`, {
    field: '--language',
  })
}
