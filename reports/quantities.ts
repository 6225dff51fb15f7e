import type { Micros } from '../src/base/time.ts'

/** A whole number with thousands separators: `4,812`. The same on any machine, whatever its locale. */
export function grouped(value: number): string {
  const [whole = '0', fraction] = String(value).split('.')
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? separated : `${separated}.${fraction}`
}

/** `1 step`, `16 steps`. */
export function counted(value: number, singular: string, plural: string = `${singular}s`): string {
  return `${grouped(value)} ${value === 1 ? singular : plural}`
}

/** Virtual milliseconds with as many decimals as tell a reader something: `612`, `12.5`, `0.004`. */
export function millisText(micros: Micros): string {
  return grouped(micros / 1000)
}

/** A wall or virtual duration given in milliseconds: `85 ms`, `3.2 s`, `18 min 2 s`, `2 h 5 min`. */
export function durationText(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`
  const seconds = millis / 1000
  if (seconds < 100) return `${Number(seconds.toFixed(1))} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 100) return `${minutes} min ${Math.round(seconds - minutes * 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A rate with three digits that matter: `0.25`, `38.1`, `1,204`. */
export function rateText(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toFixed(value >= 10 ? 1 : 2)))
}
