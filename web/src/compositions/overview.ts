// What the overview's page works out from the server's sums. No server here.
import type { LocationQuery } from 'vue-router'

import type { Overview } from '@/api/types'

export const PRESETS = ['30', '90', 'year', 'own'] as const
export type Preset = (typeof PRESETS)[number]

export const GROUPS = ['district', 'tier', 'product', 'provider'] as const
export type Group = (typeof GROUPS)[number]

export interface AskedPeriod {
  preset: Preset
  /** Empty for the server's own choice. */
  from: string
  until: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const one = (value: LocationQuery[string] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

/** So many days before a day. */
export function daysBefore(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - count)
  return at.toISOString().slice(0, 10)
}

/** Reads an address; what it cannot use is as if it were not there. */
export function askedPeriod(query: LocationQuery, today: string): AskedPeriod {
  const named = one(query.from) || one(query.until) ? 'own' : '90'
  const preset = PRESETS.find((known) => known === one(query.period)) ?? named
  if (preset === '30') return { preset, from: daysBefore(today, 29), until: today }
  if (preset === '90') return { preset, from: daysBefore(today, 89), until: today }
  if (preset === 'year') return { preset, from: `${today.slice(0, 4)}-01-01`, until: today }
  const day = (text: string) => (DAY.test(text) ? text : '')
  return { preset, from: day(one(query.from)), until: day(one(query.until)) }
}

/** Writes an address: only what was asked for. */
export function periodAddress({ preset, from, until }: AskedPeriod): LocationQuery {
  if (preset !== 'own') return { period: preset }
  return Object.fromEntries(
    Object.entries({ period: preset, from, until }).filter(([, value]) => value !== ''),
  )
}

/** A part of a whole in per cent with a decimal; null of nothing. */
export function percentOf(part: number, whole: number): string | null {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1).replace(/\.0$/, '')}%` : null
}

/** A width for a bar; what is there at all shows. */
export function widthOf(part: number, most: number): string {
  return most > 0 && part > 0 ? `${Math.max(1, Math.round((100 * part) / most))}%` : '0%'
}

/** A time in whole hours, or in days with a decimal from two days on. */
export function spanOf(minutes: number): { unit: 'minutes' | 'hours' | 'days'; count: string } {
  if (minutes < 60) return { unit: 'minutes', count: String(minutes) }
  if (minutes < 2 * 24 * 60) return { unit: 'hours', count: String(Math.round(minutes / 60)) }
  return { unit: 'days', count: (minutes / 60 / 24).toFixed(1).replace(/\.0$/, '') }
}

export function linesOf(overview: Overview, group: Group) {
  return overview.lines.filter((line) => line.kind === group)
}

/** Turns that are overdue, whoever has them. */
export const overdueTurns = (overview: Overview): number =>
  overview.overdue.reduce((sum, holder) => sum + holder.turns, 0)

/** Deals and what they come to: each counts with one district. */
export function paidOut(overview: Overview): { deals: number; amount: number } {
  return linesOf(overview, 'district').reduce(
    (sum, line) => ({ deals: sum.deals + line.deals, amount: sum.amount + line.disbursed_fen }),
    { deals: 0, amount: 0 },
  )
}
