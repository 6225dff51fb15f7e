/**
 * The address inside the page: `#/trace?e=m14`. Parameters this page does not know are kept, so that a link
 * made by a newer one survives. A plain `#m14`, as it works without script, is understood too.
 */
export interface PageAddress {
  readonly page: string
  readonly parameters: URLSearchParams
}

export function readAddress(hash: string): PageAddress {
  const text = hash.replace(/^#/, '')
  if (/^[mo]\d+$/.test(text)) return { page: 'trace', parameters: new URLSearchParams({ e: text }) }
  const [path = '', query = ''] = text.replace(/^\//, '').split('?')
  return { page: path === '' ? 'trace' : path, parameters: new URLSearchParams(query) }
}

export function addressText({ page, parameters }: PageAddress): string {
  // `4:3` is easier to read, and to type
  const query = parameters.toString().replaceAll('%3A', ':')
  return `#/${page}${query === '' ? '' : `?${query}`}`
}

/** Sets one parameter, or takes it away, without a new entry in the history: moving the cursor is not navigation. */
export function replaceParameter(name: string, value: string | undefined): void {
  const address = readAddress(location.hash)
  if (value === undefined) address.parameters.delete(name)
  else address.parameters.set(name, value)
  history.replaceState(null, '', addressText(address))
}
