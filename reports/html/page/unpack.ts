import { byId } from './by-id.ts'

/** The text of data that stands in the page: as it is, or as gzip and base64. */
export async function dataText(id: string): Promise<string> {
  const element = byId(id)
  const text = element.textContent
  return element.getAttribute('type') === 'text/plain' ? await unpackedText(text) : text
}

/** The text that was packed as gzip and base64. */
export const unpackedText = (base64: string): Promise<string> => unpacking(base64).text()

/** The same of data that is no text. */
export async function dataBytes(id: string): Promise<Uint8Array> {
  return new Uint8Array(await unpacking(byId(id).textContent).arrayBuffer())
}

function unpacking(base64: string): Response {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')))
}
