import { digestText } from '../../base/digest.ts'
import { canonicalJson } from '../../base/json.ts'
import type { Server } from './server.ts'

/** An entry without a command, so that the leader learns what is committed (§8). */
export function appendNoop(server: Server): void {
  const { log, currentTerm: term } = server
  server.append({ index: log.lastIndex + 1, term, command: null, digest: noopDigest })
}

const noopDigest = digestText(canonicalJson(null))
