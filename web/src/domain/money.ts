// Money is whole fen on the wire and 万元 (ten thousand yuan) on the page. This
// file is the only place that turns one into the other, on decimal digits
// throughout: no fraction ever passes through a floating-point number.

/** 1 万元 = 10,000 yuan = 1,000,000 fen, so 万元 has six decimals. */
const WAN_DECIMALS = 6
const YUAN_DECIMALS = 2

/** The largest amount the server takes, in fen. */
export const MAX_FEN = 9_000_000_000_000_000

/** Why typed digits are not an amount; each code has a text in the locales. */
export type NumberFault =
  | 'number_missing'
  | 'number_not_decimal'
  | 'number_too_fine'
  | 'number_negative'
  | 'number_too_large'

export type Parsed = { ok: true; value: number } | { ok: false; fault: NumberFault }

const fault = (code: NumberFault): Parsed => ({ ok: false, fault: code })

/**
 * Reads decimal digits as a whole number of units 10^-decimals. Thousands
 * separators, full-width digits and spaces are taken as a person types them.
 */
function parseScaled(text: string, decimals: number, max: number): Parsed {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '')
  if (plain === '') return fault('number_missing')
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain)
  const [whole, fraction] = [parts?.[2] ?? '', parts?.[3] ?? '']
  if (!parts || whole + fraction === '') return fault('number_not_decimal')
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > decimals) return fault('number_too_fine')
  const units = BigInt((whole || '0') + kept.padEnd(decimals, '0'))
  if (parts[1] === '-' && units > 0n) return fault('number_negative')
  if (units > BigInt(max)) return fault('number_too_large')
  return { ok: true, value: Number(units) }
}

/** Writes a whole number of units 10^-decimals without trailing zeros. */
function formatScaled(units: number, decimals: number, keep = 0): string {
  const sign = units < 0 ? '-' : ''
  const digits = BigInt(Math.abs(units))
    .toString()
    .padStart(decimals + 1, '0')
  const whole = digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(keep, '0')
  return sign + whole + (fraction ? `.${fraction}` : '')
}

/** Typed 万元 to whole fen. */
export function wanToFen(text: string): Parsed {
  return parseScaled(text, WAN_DECIMALS, MAX_FEN)
}

/** Reads a number that may be below zero. */
function signed(text: string, read: (text: string) => Parsed): Parsed {
  const plain = text.normalize('NFKC').replace(/−/g, '-').trim()
  if (!plain.startsWith('-')) return read(plain)
  const parsed = read(plain.slice(1))
  return parsed.ok ? { ok: true, value: parsed.value === 0 ? 0 : -parsed.value } : parsed
}

/** Typed 万元 to whole fen where a loss is possible, as in a net profit. */
export function signedWanToFen(text: string): Parsed {
  return signed(text, wanToFen)
}

/** Whole fen to 万元, exactly: 123_456_700 becomes "123.4567". */
export function fenToWan(fen: number): string {
  return formatScaled(fen, WAN_DECIMALS)
}

/** Whole fen to yuan with both decimals: "1,234.50". */
export function fenToYuan(fen: number): string {
  return formatScaled(fen, YUAN_DECIMALS, 2)
}

/** Typed per cent to basis points, at most 100 % unless more is said: "3.65" becomes 365. */
export function percentToBasisPoints(text: string, most = 10_000): Parsed {
  return parseScaled(text.replace(/[%％]\s*$/, ''), 2, most)
}

/** Typed per cent to basis points where a loss is possible, as in a return: at most 10,000 %. */
export function signedPercentToBasisPoints(text: string): Parsed {
  return signed(text.replace(/[%％]\s*$/, ''), (plain) => parseScaled(plain, 2, 1_000_000))
}

/** Basis points to per cent: 365 becomes "3.65". */
export function basisPointsToPercent(points: number): string {
  return formatScaled(points, 2)
}
