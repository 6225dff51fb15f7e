import type { Json } from '../../base/json.ts'

/** A key, or a value that is not encoded: text, or bytes. */
export type LevelData = string | number | Uint8Array

/** How values are given and taken. */
export interface LevelFormat {
  /** Default `utf8`. */
  readonly valueEncoding?: 'utf8' | 'json' | 'buffer' | 'view' | 'binary' | (string & {})
  /** As `abstract-leveldown` asks for bytes. */
  readonly asBuffer?: boolean
  readonly keyAsBuffer?: boolean
  readonly valueAsBuffer?: boolean
}

/** Keys are compared by their bytes: as text in which each byte is one character. */
export const keyText = (key: LevelData): string =>
  Buffer.from(typeof key === 'number' ? String(key) : (key as string)).toString('latin1')

export function keyOf(text: string, { keyAsBuffer = false }: LevelFormat): string | Uint8Array {
  const bytes = Buffer.from(text, 'latin1')
  return keyAsBuffer ? bytes : bytes.toString('utf8')
}

export function encoded(value: unknown, { valueEncoding }: LevelFormat): Json {
  if (valueEncoding === 'json') return JSON.stringify(value)
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  return String(value)
}

export function decoded(stored: Json, { valueEncoding, asBuffer, valueAsBuffer }: LevelFormat): unknown {
  const bytes =
    typeof stored === 'string'
      ? undefined
      : Buffer.from((stored as { readonly bytes: string }).bytes, 'base64')
  const isBytes =
    asBuffer === true ||
    valueAsBuffer === true ||
    ['buffer', 'view', 'binary'].includes(valueEncoding ?? 'utf8')
  if (isBytes) return bytes ?? Buffer.from(stored as string)
  const text = bytes === undefined ? (stored as string) : bytes.toString('utf8')
  return valueEncoding === 'json' ? (JSON.parse(text) as unknown) : text
}
