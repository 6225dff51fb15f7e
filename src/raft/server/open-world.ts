import { defined } from '../../base/defined.ts'
import { readFileSync } from 'node:fs'
import { InputError } from '../../base/input-error.ts'
import { RealEnvironment } from './environment.ts'
import type { Logger } from './log/logger.ts'
import type { World } from './parts.ts'
import { addressText as listenText } from './members/member-address.ts'
import { PeerTransport, type PeerTls } from './peers/index.ts'
import { privateText } from './settings/private-file.ts'
import type { ServerSettings, TlsFiles } from './settings/server-settings.ts'
import { openStorage } from './storage/index.ts'
import { checkStoredState } from './stored-raft-state.ts'

/**
 * Opens what a server lives on: its disk, and the links to the others, which do not listen yet.
 * @throws InputError for data that is damaged or of another server, and for certificates that cannot be used.
 */
export async function openWorld(settings: ServerSettings, logger: Logger): Promise<World> {
  const { id, cluster, secret, tls } = settings
  const transport = new PeerTransport({
    cluster,
    id,
    listen: listenText(settings.listen.peers),
    ...defined({ secret }),
    ...(tls === undefined ? {} : { tls: certificates(tls) }),
    note: (event, data) => logger.info(event, data),
  })
  const storage = await openStorage(settings.data, {
    cluster,
    node: id,
    warn: ({ event, ...fields }) => logger.warn(event, fields),
    check: (found) => checkStoredState(settings.data, found),
  })
  return {
    storage,
    transport,
    environment: (members, note) => new RealEnvironment({ id, members, storage, transport, note }),
  }
}

function certificates({ certificate, key, authority }: TlsFiles): PeerTls {
  return { cert: contentOf(certificate), key: privateText(key, 'the key'), ca: contentOf(authority) }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`cannot read it: ${(error as Error).message}`, { file })
  }
}
