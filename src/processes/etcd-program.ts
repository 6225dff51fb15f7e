import { execa } from 'execa'
import { InputError } from '../base/input-error.ts'

/** How long it may take to say its version. */
const PATIENCE = 20_000

const REMEDY =
  'install it (Debian, Ubuntu: apt-get install etcd-server; macOS: brew install etcd; or a release from https://github.com/etcd-io/etcd/releases), or name the program in WHITEWATER_ETCD'

/** @throws InputError that says how to get it, when the program is not etcd 3.4 or later. */
export async function assertEtcd(program: string): Promise<void> {
  const { stdout, failed } = await execa(program, ['--version'], {
    reject: false,
    timeout: PATIENCE,
    stdin: 'ignore',
  })
  const version = /^etcd Version: (\d+)\.(\d+)\S*/m.exec(stdout ?? '')
  if (failed && version === null) throw new InputError(`no etcd: "${program}" cannot be run; ${REMEDY}`)
  if (version === null)
    throw new InputError(`"${program}" is not etcd: it does not say its version; ${REMEDY}`)
  const [text, major, minor] = version
  if (Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 4)) return
  throw new InputError(`"${program}" is too old (${text}); etcd 3.4 or later is needed: ${REMEDY}`)
}
