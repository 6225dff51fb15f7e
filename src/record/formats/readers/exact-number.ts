/** Characters of a number; longer ones are refused, as reading them takes time that grows with the square. */
export const MAX_NUMBER_LENGTH = 1000

const parts = /^([-+]?)(\d+)(?:\.(\d*))?(?:[eE]([-+]?\d{1,9}))?$/
/** Any such number is told from every other by the double it is read as. */
const alwaysExact = /^-?(?=[\d.]{1,15}$)\d*\.?\d+$/

/**
 * The value of a decimal number as it is written. Numbers that are equal give equal values, those that differ
 * different ones: 42, 42.0 and 4.2e1 are the number 42; where a double cannot hold it, as 9007199254740993 or
 * 0.1234567890123456789, it is its text, without superfluous zeros. `undefined` where it is no number, longer than
 * {@link maxNumberLength}, or beyond the largest double in another notation than digits: 1e999 and 2e999 would both be
 * infinite.
 */
export function exactNumber(written: string): number | string | undefined {
  if (alwaysExact.test(written)) return noMinusZero(Number(written))
  if (written.length > MAX_NUMBER_LENGTH) return undefined
  const decimal = decimalOf(written)
  if (decimal === undefined) return undefined
  const value = Number(written)
  if (!Number.isFinite(value)) return /^[-+]?\d+$/.test(written) ? textOf(decimal) : undefined
  const held = decimalOf(String(value)) as Decimal
  const isHeld =
    held.negative === decimal.negative &&
    held.digits === decimal.digits &&
    held.exponent === decimal.exponent &&
    (!Number.isInteger(value) || Number.isSafeInteger(value))
  return isHeld ? noMinusZero(value) : textOf(decimal)
}

interface Decimal {
  readonly negative: boolean
  /** Without zeros at either end; empty for zero. */
  readonly digits: string
  readonly exponent: number
}

function decimalOf(written: string): Decimal | undefined {
  const match = parts.exec(written)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const all = `${whole}${fraction}`.replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  if (digits === '') return { negative: false, digits, exponent: 0 }
  return {
    negative: sign === '-',
    digits,
    exponent: Number(exponent) - fraction.length + all.length - digits.length,
  }
}

/** Digits alone for an integer that is not absurdly long. */
function textOf({ negative, digits, exponent }: Decimal): string {
  const isPlain = exponent >= 0 && exponent < MAX_NUMBER_LENGTH
  return `${negative ? '-' : ''}${digits}${isPlain ? '0'.repeat(exponent) : `e${exponent}`}`
}

const noMinusZero = (value: number): number => (value === 0 ? 0 : value)
