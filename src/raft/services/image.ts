import { InputError } from '../../base/input-error.ts'
import type { Json } from '../../base/json.ts'
import { fieldsOf } from './fields.ts'

/**
 * An image as its service wrote it. `service` stands in each: a server started with another service than its
 * disk was written with must say so, and not begin with an empty state.
 * @throws InputError when it is the image of another service.
 */
export function imageOf<Image extends { readonly service: string }>(
  service: Image['service'],
  image: Json,
): Image {
  const { service: found } = fieldsOf(image)
  if (found !== service) {
    throw new InputError(
      `the snapshot holds the state of ${JSON.stringify(found ?? null)}, not of "${service}"; ` +
        'start the server with the service it was started with before',
    )
  }
  return image as Image
}

/** Pairs by their names, in code-unit order: equal maps give equal lists, whatever came first. */
export function sortedByName<T>(pairs: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
