import { exactNumber, MAX_NUMBER_LENGTH } from './exact-number.ts'

const integer = /^[-+]?(?:0|[1-9]\d*)N?$/
const decimal = /^[-+]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?M?$/
const ratio = /^([-+]?\d+)\/(\d+)$/
const hexadecimal = /^([-+]?)(0[xX][0-9a-fA-F]+)N?$/
/** Common, and exact as it is. */
const small = /^(?:0|-?[1-9]\d{0,14})$/

/**
 * The value of an EDN number, as of {@link exactNumber}; a ratio is its text in lowest terms. `undefined` where it is
 * none, too long, or beyond the largest double.
 */
export function ednNumber(token: string): number | string | undefined {
  if (small.test(token)) return Number(token)
  if (token.length > MAX_NUMBER_LENGTH) return undefined
  if (integer.test(token) || decimal.test(token)) return exactNumber(token.replace(/[NM]$/, ''))
  const [, sign = '', digits] = hexadecimal.exec(token) ?? []
  if (digits !== undefined) return exactNumber(`${sign}${BigInt(digits)}`)
  const [, above, below] = ratio.exec(token) ?? []
  return above === undefined || below === undefined
    ? undefined
    : ratioOf(BigInt(above.replace('+', '')), BigInt(below))
}

function ratioOf(above: bigint, below: bigint): number | string | undefined {
  if (below === 0n) return undefined
  let [divisor, rest] = [above < 0n ? -above : above, below]
  while (rest > 0n) [divisor, rest] = [rest, divisor % rest]
  return below === divisor ? exactNumber(String(above / divisor)) : `${above / divisor}/${below / divisor}`
}
