import { InputError } from '../../base/input-error.ts'

/** How long it may take to say its version. */
const PATIENCE = 20_000

/** How to get a NATS server. */
export const NATS_REMEDY =
  'install it (Debian, Ubuntu: apt-get install nats-server; macOS: brew install nats-server; or a release from https://github.com/nats-io/nats-server/releases), or name the program in WHITEWATER_NATS'

/** The server that runs unless another is named: what `WHITEWATER_NATS` names, or `nats-server`. */
export const natsProgram = (env: NodeJS.ProcessEnv): string => env['WHITEWATER_NATS'] ?? 'nats-server'

/** What `nats-server --version` printed: the version, and whether it is 2.9 or later; undefined when that is not NATS. */
export function natsVersion(
  printed: string,
): { readonly version: string; readonly recent: boolean } | undefined {
  const [, version, major, minor] = /^nats-server: v((\d+)\.(\d+)\S*)/m.exec(printed) ?? []
  if (version === undefined) return undefined
  return { version, recent: Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9) }
}

/** @throws InputError that says how to get it, when the program is not nats-server 2.9 or later. */
export async function assertNats(program: string): Promise<void> {
  const { execa } = await import('execa')
  const { stdout, failed } = await execa(program, ['--version'], {
    reject: false,
    timeout: PATIENCE,
    stdin: 'ignore',
  })
  const found = natsVersion(stdout ?? '')
  if (failed && found === undefined)
    throw new InputError(`no nats-server: "${program}" cannot be run; ${NATS_REMEDY}`)
  if (found === undefined)
    throw new InputError(`"${program}" is not nats-server: it does not say its version; ${NATS_REMEDY}`)
  if (found.recent) return
  throw new InputError(
    `"${program}" is too old (nats-server ${found.version}); 2.9 or later is needed: ${NATS_REMEDY}`,
  )
}
