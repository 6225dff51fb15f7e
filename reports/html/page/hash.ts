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

function addressText({ page, parameters }: PageAddress): string {
  // `4:3` is easier to read, and to type
  const query = parameters.toString().replaceAll('%3A', ':')
  return `#/${page}${query === '' ? '' : `?${query}`}`
}

/** Milliseconds between two changes of the address. The strictest browser allows a hundred in thirty seconds, then throws. */
const BETWEEN = 300

/** What the address shall become, and the one it is made from. */
let waiting: { readonly address: PageAddress; readonly from: string } | undefined
let written = -Infinity

/** Where the page is, with what the address does not have yet. */
export function currentAddress(): PageAddress {
  return waiting?.from === location.hash ? waiting.address : readAddress(location.hash)
}

/** Sets one parameter, or takes it away, without a new entry in the history: moving the cursor is not navigation. */
export function replaceParameter(name: string, value: string | undefined): void {
  const address = currentAddress()
  if (value === undefined) address.parameters.delete(name)
  else address.parameters.set(name, value)
  replaceAddress(address)
}

/** The same of the whole address: at once, or in a moment where it was just changed. */
export function replaceAddress(address: PageAddress): void {
  const isTimed = waiting !== undefined
  waiting = { address, from: location.hash }
  const left = written + BETWEEN - performance.now()
  if (left <= 0) writeAddress()
  else if (!isTimed) setTimeout(writeAddress, left)
}

/** Whoever copies the address wants all of it. Where the reader has gone elsewhere meanwhile, that stands. */
export function writeAddress(): void {
  const asked = waiting
  waiting = undefined
  if (asked === undefined || asked.from !== location.hash) return
  written = performance.now()
  history.replaceState(null, '', addressText(asked.address))
}
