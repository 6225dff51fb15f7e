import { InputError } from '../../../base/input-error.ts'
import type { NodeId } from '../../../base/node-id.ts'

/** Whose data this is: stands in every file, so that no server ever reads another's. */
export interface Owner {
  /** Name of the cluster. */
  readonly cluster: string
  readonly node: NodeId
  /**
   * Drawn when the directory was made: two clusters of one name have servers of one name. Files of format version
   * 1 have none.
   */
  readonly directory?: string
}

const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * @throws InputError unless both names are ones that can stand in files and on the wire.
 * @throws InputError.
 */
export function checkOwner({ cluster, node }: Owner): void {
  for (const [what, value] of [
    ['name of the cluster', cluster],
    ['id of the server', node],
  ]) {
    if (!name.test(value ?? ''))
      throw new InputError(
        `the ${what} must be 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit; got ${JSON.stringify(value)}`,
      )
  }
}
