import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MKFIFO_REMEDY } from '../lockstep/named-pipe.ts'
import { askProgram } from './ask-program.ts'
import type { Probed } from './finding.ts'
import type { Machine } from './machine.ts'
import { inPath } from '../base/path-lookup.ts'
import type { Probe } from './probe.ts'

/** Run by a process of its own: a thread in it, as every subject has. */
const STARTS_THREAD =
  "new (require('node:worker_threads').Worker)('', { eval: true }).on('exit', (code) => process.exit(code))"

const GIB = 2 ** 30

const gibibytes = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`

/** What the machine itself offers. */
export const machineProbes: readonly Probe[] = [
  {
    name: 'Node',
    needed: true,
    purpose: 'everything (22.18 or later)',
    remedy: 'https://nodejs.org, or: npm install --save-dev node@lts',
    look: ({ nodeVersion, nodePath }) => {
      const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
      const found = major > 22 || (major === 22 && minor >= 18)
      const because = found ? {} : { because: 'it is older than 22.18' }
      return { found, version: nodeVersion, path: nodePath, ...because }
    },
  },
  {
    name: 'workers',
    needed: true,
    purpose: 'everything: a subject runs in a process of its own, with a thread that watches it',
    remedy: 'allow more processes: ulimit -u, or the pids limit of the container',
    look: async (machine) => {
      const { failed, stderr } = await askProgram(machine.nodePath, ['-e', STARTS_THREAD], machine)
      if (failed === undefined) return { found: true }
      return { found: false, because: `a process ${failed} ${stderr.trim().slice(-200)}`.trim() }
    },
  },
  {
    name: 'temporary folder',
    needed: true,
    purpose: 'everything: pipes, data of real servers',
    remedy: 'name a folder that can be written to in TMPDIR',
    look: ({ temporaryFolder }) =>
      inFolderOf(temporaryFolder, (folder) => {
        writeFileSync(join(folder, 'written'), 'x')
        return { found: true, path: temporaryFolder }
      }),
  },
  {
    name: 'cores',
    needed: false,
    purpose: 'one worker of a campaign each',
    remedy: 'a machine with more of them: runs a second grow with their number',
    look: ({ cores, memory }) => ({ found: true, amount: `${cores}, ${gibibytes(memory)} of memory` }),
  },
  {
    name: 'output folder',
    needed: false,
    purpose: 'reports and the store of a campaign (--output)',
    remedy: 'free some space, or choose another folder: --output DIR',
    look: ({ outputFolder }) => freeSpace(resolve(outputFolder)),
  },
  {
    name: 'named pipes',
    needed: false,
    purpose: 'programs in other languages: --target lockstep:...',
    remedy: MKFIFO_REMEDY,
    look: probeNamedPipes,
  },
  {
    name: 'namespaces',
    needed: false,
    purpose: "nothing in this version: links of real servers are cut by a proxy (links: 'proxy')",
    remedy: 'Linux, as root: apt-get install util-linux iptables',
    look: probeNamespaces,
  },
]

/** A folder that is not there yet will be made: what counts is the one above it. */
function freeSpace(folder: string): Probed {
  let there = folder
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  if (!statSync(there).isDirectory()) return { found: false, path: folder, because: `${there} is a file` }
  accessSync(there, constants.W_OK)
  const { bavail, bsize } = statfsSync(there)
  const amount = `${gibibytes(bavail * bsize)} free`
  if (bavail * bsize < GIB / 10)
    return { found: false, path: folder, amount, because: 'its disk is nearly full' }
  return { found: true, path: folder, amount }
}

async function probeNamedPipes(machine: Machine): Promise<Probed> {
  const path = inPath('mkfifo', machine.env)
  if (path === undefined) return { found: false }
  return inFolderOf(machine.temporaryFolder, async (folder) => {
    const pipe = join(folder, 'pipe')
    const { failed } = await askProgram(path, [pipe], machine)
    if (failed !== undefined) return { found: false, path, because: `it ${failed}` }
    return { found: statSync(pipe).isFIFO(), path }
  })
}

async function probeNamespaces(machine: Machine): Promise<Probed> {
  if (machine.platform !== 'linux') return { found: false, because: 'only Linux has them' }
  const unshare = inPath('unshare', machine.env)
  const iptables = inPath('iptables', machine.env)
  if (unshare === undefined || iptables === undefined)
    return { found: false, because: `no ${unshare === undefined ? 'unshare' : 'iptables'}` }
  // a namespace that is made and left again: whether there are the rights for it
  const { failed } = await askProgram(unshare, ['--net', iptables, '--version'], machine)
  if (failed !== undefined) return { found: false, path: iptables, because: 'it takes root (CAP_NET_ADMIN)' }
  return { found: true, path: iptables }
}

/** What `look` says of a new folder in that one, which is removed again. */
async function inFolderOf(
  parent: string,
  look: (folder: string) => Probed | Promise<Probed>,
): Promise<Probed> {
  const folder = mkdtempSync(join(parent, 'whitewater-doctor-'))
  try {
    return await look(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
