import { ETCD_REMEDY, etcdProgram, etcdVersion } from '../processes/etcd-program.ts'
import { NATS_REMEDY, natsProgram, natsVersion } from '../processes/nats/program.ts'
import { askProgram, type Answer } from './ask-program.ts'
import { CHROMIUM_REMEDY, chromiumProgram } from './chromium-program.ts'
import type { Probed } from './finding.ts'
import type { Machine } from './machine.ts'
import { inPath } from '../base/path-lookup.ts'
import type { Probe } from './probe.ts'

/** A program that says its version. */
interface VersionedProgram {
  readonly name: string
  readonly purpose: string
  readonly remedy: string
  readonly find: (env: NodeJS.ProcessEnv) => string | undefined
  /** What makes it say its version. Default: `--version`. */
  readonly args?: readonly string[]
  /** Default: the first number with a point in it. */
  readonly versionIn?: (answer: Answer) => Probed
}

const named =
  (...programs: readonly string[]) =>
  (env: NodeJS.ProcessEnv): string | undefined =>
    programs.map((program) => inPath(program, env)).find((path) => path !== undefined)

const programs: readonly VersionedProgram[] = [
  {
    name: 'etcd',
    purpose: 'run --target etcd (3.4 or later)',
    remedy: ETCD_REMEDY,
    find: (env) => inPath(etcdProgram(env), env),
    versionIn: ({ stdout }) => recentVersion('etcd', etcdVersion(stdout), '3.4'),
  },
  {
    name: 'NATS',
    purpose: 'run --target nats (2.9 or later)',
    remedy: NATS_REMEDY,
    find: (env) => inPath(natsProgram(env), env),
    versionIn: ({ stdout }) => recentVersion('nats-server', natsVersion(stdout), '2.9'),
  },
  {
    name: 'Python',
    purpose: 'lockstep programs in Python, as init --language python writes one',
    remedy: 'Debian, Ubuntu: apt-get install python3; macOS: brew install python3',
    find: named('python3'),
  },
  {
    name: 'Go',
    purpose: 'building lockstep programs in Go',
    remedy: 'Debian, Ubuntu: apt-get install golang; macOS: brew install go; or https://go.dev/dl',
    find: named('go'),
    args: ['version'],
  },
  {
    name: 'Rust',
    purpose: 'building lockstep programs in Rust (cargo)',
    remedy: 'Debian, Ubuntu: apt-get install cargo; macOS: brew install rust; or https://rustup.rs',
    find: named('cargo'),
  },
  {
    name: 'Java',
    purpose: 'building lockstep programs in Java (javac)',
    remedy: 'Debian, Ubuntu: apt-get install default-jdk; macOS: brew install openjdk',
    find: named('javac'),
    args: ['-version'],
  },
  {
    name: 'Maven',
    purpose: 'building lockstep programs in Java that have dependencies (mvn)',
    remedy: 'Debian, Ubuntu: apt-get install maven; macOS: brew install maven',
    find: named('mvn'),
    args: ['-v'],
  },
  {
    name: 'C compiler',
    purpose: 'building lockstep programs in C, and Go packages with C in them',
    remedy: 'Debian, Ubuntu: apt-get install build-essential; macOS: xcode-select --install',
    find: named('cc', 'gcc', 'clang'),
  },
  {
    name: 'Chromium',
    purpose: 'in a clone: the tests of reports (npm run test:extended); a report opens in any browser',
    remedy: CHROMIUM_REMEDY,
    find: chromiumProgram,
  },
  {
    name: 'Redis',
    purpose: 'campaign --queue and worker --queue: a Redis on this machine or another (5 or later)',
    remedy: 'Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis',
    find: named('redis-server'),
  },
]

/** What a program says of its version, where an older one does not do. */
function recentVersion(
  name: string,
  said: { readonly version: string; readonly recent: boolean } | undefined,
  oldest: string,
): Probed {
  if (said === undefined) return { found: false, because: `it is not ${name}: it does not say its version` }
  const { version, recent } = said
  return recent ? { found: true, version } : { found: false, version, because: `it is older than ${oldest}` }
}

/** The words of a compiler's first line hold its version: `gcc (Debian 12.2.0-14) 12.2.0`, `go version go1.26.1 linux/amd64`. */
function firstVersion({ stdout, stderr }: Answer): Probed {
  const [version] = /\d+\.\d[\w.+-]*/.exec(`${stdout}\n${stderr}`) ?? []
  return version === undefined
    ? { found: false, because: 'it does not say its version' }
    : { found: true, version: version.slice(0, 40) }
}

async function probeProgram(program: VersionedProgram, machine: Machine): Promise<Probed> {
  const path = program.find(machine.env)
  if (path === undefined) return { found: false }
  const answer = await askProgram(path, program.args ?? ['--version'], machine)
  // version managers leave programs that only say that no version is chosen
  if (answer.failed !== undefined) return { found: false, path, because: `it ${answer.failed}` }
  return { path, ...(program.versionIn ?? firstVersion)(answer) }
}

/** Programs that a use of its own needs, none of them needed by all. */
export const programProbes: readonly Probe[] = programs.map((program) => ({
  name: program.name,
  needed: false,
  purpose: program.purpose,
  remedy: program.remedy,
  look: (machine) => probeProgram(program, machine),
}))
