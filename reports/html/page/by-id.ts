/**
 * An element that the generator wrote.
 * @throws Error where it did not.
 */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no #${id}`)
  return element
}
