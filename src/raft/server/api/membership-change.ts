import type { Json } from '../../../base/json.ts'
import { isNodeName, type NodeId } from '../../../base/node-id.ts'
import { Refusal } from '../http/refusal.ts'
import type { AddressBook } from '../members/address-book.ts'
import { hostAndPort, type MemberAddress } from '../members/member-address.ts'

/** The value of a `reconfigure` call. */
export type MembershipChange = {
  /** Who votes from then on, in addition; a learner that is named becomes a voter. */
  readonly add?: readonly NodeId[]
  readonly learners?: readonly NodeId[]
  readonly remove?: readonly NodeId[]
  /** The addresses of everyone, as every server will know them. */
  readonly context: Json
}

const SHAPE =
  'the body must be {"add": [...], "learners": [...], "remove": ["n1"]}, a new server being {"id", "peer", "client"}'

/**
 * Reads the body of `POST /v1/cluster/members`. A server not known yet comes with its addresses.
 * @throws Refusal that names the field.
 */
export function changeOf(
  body: Json | undefined,
  addresses: AddressBook,
): { readonly change: MembershipChange; readonly fresh: ReadonlyMap<NodeId, MemberAddress> } {
  if (body === undefined || body === null || typeof body !== 'object' || Array.isArray(body))
    throw new Refusal(400, SHAPE)
  const fields = body as { readonly [name: string]: Json | undefined }
  const unknown = Object.keys(fields).find((name) => !['add', 'learners', 'remove'].includes(name))
  if (unknown !== undefined) throw new Refusal(400, `the body has an unknown field "${unknown}"; ${SHAPE}`)
  const fresh = new Map<NodeId, MemberAddress>()
  const add = namesIn(fields['add'], 'add', fresh, addresses)
  const learners = namesIn(fields['learners'], 'learners', fresh, addresses)
  const remove = namesIn(fields['remove'], 'remove', undefined, addresses)
  const all = [...add, ...learners, ...remove]
  if (all.length === 0) throw new Refusal(400, `nothing is changed: ${SHAPE}`)
  const twice = all.find((id, at) => all.indexOf(id) !== at)
  if (twice !== undefined) throw new Refusal(400, `${twice} is named twice`)
  const change: MembershipChange = {
    ...(add.length > 0 ? { add } : {}),
    ...(learners.length > 0 ? { learners } : {}),
    ...(remove.length > 0 ? { remove } : {}),
    context: addresses.context(fresh, remove),
  }
  return { change, fresh }
}

/** @param fresh takes the addresses that come along; undefined where only names may stand. */
function namesIn(
  list: Json | undefined,
  field: string,
  fresh: Map<NodeId, MemberAddress> | undefined,
  addresses: AddressBook,
): readonly NodeId[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) throw new Refusal(400, `${field} must be a list; ${SHAPE}`)
  return (list as readonly Json[]).map((member) => {
    const named =
      typeof member === 'object' && member !== null ? (member as { readonly id?: Json }) : { id: member }
    const { id } = named
    if (typeof id !== 'string' || !isNodeName(id))
      throw new Refusal(400, `${field} must name servers by 1 to 64 letters, digits, or any of . _ -`)
    if (typeof member === 'string' || fresh === undefined) {
      if (addresses.of(id) === undefined)
        throw new Refusal(
          400,
          `${id} is not known here: give {"id": "${id}", "peer": "host:port", "client": "host:port"}`,
        )
      return id
    }
    const { peer, client } = member as { readonly peer?: Json; readonly client?: Json }
    fresh.set(id, {
      peer: address(peer, `${field}: peer of ${id}`),
      client: address(client, `${field}: client of ${id}`),
    })
    return id
  })
}

function address(value: Json | undefined, where: string): string {
  if (typeof value === 'string' && hostAndPort(value) !== undefined) return value
  throw new Refusal(400, `${where} must be an address host:port`)
}
