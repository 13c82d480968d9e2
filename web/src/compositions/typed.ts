// What was typed into a form: its faults in the server's codes, and what is
// sent of it. Numbers may be typed in full or half width.
import { wanToFen, type Parsed } from '@/domain/money'

import type { Fault } from './useFields'

/** yes, no, or not said: '' is not the same as no. */
export type Said = '' | 'yes' | 'no'

export const said = (value: boolean | null | undefined): Said =>
  value == null ? '' : value ? 'yes' : 'no'

export const unsaid = (value: Said): boolean | null => (value === '' ? null : value === 'yes')

export const needed = (text: string): Fault | null => (text.trim() ? null : { code: 'required' })

export const faultOf = (parsed: Parsed): Fault | null => (parsed.ok ? null : { code: parsed.fault })

/** What a checked text reads as. */
export const valueOf = (parsed: Parsed): number => (parsed.ok ? parsed.value : 0)

/** The fault of an amount in 万元; `optional` allows none. */
export function wanFault(text: string, optional: boolean): Fault | null {
  if (optional && text.trim() === '') return null
  return faultOf(wanToFen(text))
}

/** The fault of a whole number up to `most`; `optional` allows none. */
export function countFault(text: string, optional: boolean, most = 5_000_000): Fault | null {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return optional ? null : { code: 'number_missing' }
  if (!/^\d+$/.test(plain)) return { code: 'whole_number' }
  return Number(plain) <= most ? null : { code: 'number_too_large' }
}

/** The fault of a term in months. */
export function termFault(text: string): Fault | null {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return { code: 'number_missing' }
  if (!/^\d+$/.test(plain)) return { code: 'whole_number' }
  return Number(plain) >= 1 && Number(plain) <= 360 ? null : { code: 'term_out_of_range' }
}

/** A checked whole number. */
export const countOf = (text: string): number => Number(text.normalize('NFKC'))

/** Fen of a checked amount; null where nothing was typed. */
export function fenOf(text: string): number | null {
  const parsed = wanToFen(text)
  return parsed.ok ? parsed.value : null
}
