import { delimiter } from 'node:path'
import { InputError } from '../base/input-error.ts'

/** How long it may take to say its version. */
const PATIENCE = 20_000

/** How to get etcd. */
export const ETCD_REMEDY =
  'install it (Debian, Ubuntu: apt-get install etcd-server; macOS: brew install etcd; or a release from https://github.com/etcd-io/etcd/releases), or name the program in WHITEWATER_ETCD (newer ones to upgrade to in WHITEWATER_ETCD_UPGRADES)'

/** The etcd that runs unless another is named: what `WHITEWATER_ETCD` names, or `etcd`. */
export const etcdProgram = (env: NodeJS.ProcessEnv): string => env['WHITEWATER_ETCD'] ?? 'etcd'

/** Newer programs for the fault `upgrade`, in order: what `WHITEWATER_ETCD_UPGRADES` lists, as a PATH is. */
export const etcdUpgrades = (env: NodeJS.ProcessEnv): readonly string[] =>
  (env['WHITEWATER_ETCD_UPGRADES'] ?? '').split(delimiter).filter((program) => program !== '')

/** What `etcd --version` printed: the version, and whether it is 3.4 or later; undefined when that is not etcd. */
export function etcdVersion(
  printed: string,
): { readonly version: string; readonly recent: boolean } | undefined {
  const [, version, major, minor] = /^etcd Version: ((\d+)\.(\d+)\S*)/m.exec(printed) ?? []
  if (version === undefined) return undefined
  return { version, recent: Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 4) }
}

/** @throws InputError that says how to get it, when the program is not etcd 3.4 or later. */
export async function assertEtcd(program: string): Promise<void> {
  const { execa } = await import('execa')
  const { stdout, failed } = await execa(program, ['--version'], {
    reject: false,
    timeout: PATIENCE,
    stdin: 'ignore',
  })
  const found = etcdVersion(stdout ?? '')
  if (failed && found === undefined)
    throw new InputError(`no etcd: "${program}" cannot be run; ${ETCD_REMEDY}`)
  if (found === undefined)
    throw new InputError(`"${program}" is not etcd: it does not say its version; ${ETCD_REMEDY}`)
  if (found.recent) return
  throw new InputError(
    `"${program}" is too old (etcd Version: ${found.version}); etcd 3.4 or later is needed: ${ETCD_REMEDY}`,
  )
}
