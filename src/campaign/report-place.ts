/** A part of the path of a run's folder, as `writeRunFolder` names them. */
const plainPart = /^(?!\.{1,2}$)[A-Za-z0-9._+~-]{1,255}$/

/**
 * Where the report of a failure lies in the folder of its campaign: `figure-8/2026-11-28T020000Z-0x1-3/report.html`. A store
 * has the path as it was typed then, and the folder may have been moved since. Undefined: it is no path that a campaign writes.
 */
export function placeOfReport(path: string): string | undefined {
  const parts = path.split(/[/\\]/).slice(-3)
  const isOurs =
    parts.length === 3 && parts[2] === 'report.html' && parts.every((part) => plainPart.test(part))
  return isOurs ? parts.join('/') : undefined
}
