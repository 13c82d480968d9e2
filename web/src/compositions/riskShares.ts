// Who bears which part of a loss of a deal: what the form checks and sends. No
// server here.
import type { Application, RiskShare } from '@/api/types'
import { basisPointsToPercent, percentToBasisPoints } from '@/domain/money'

import { faultOf, needed, valueOf } from './typed'
import type { Fault, Faults } from './useFields'

const WHOLE = 10_000
/** As many parties as share a risk. */
export const MOST_PARTIES = 10

export interface ShareRow {
  party: string
  name: string
  share: string
}

/** What was recorded, or the bank to begin with. */
export const shareRows = (shares: readonly RiskShare[]): ShareRow[] =>
  shares.length === 0
    ? [emptyShare('bank')]
    : shares.map(({ party, name, share_bp: share }) => ({
        party,
        name: name ?? '',
        share: basisPointsToPercent(share),
      }))

export const emptyShare = (party = ''): ShareRow => ({ party, name: '', share: '' })

/** The sum of what can be read so far, in basis points. */
export const sumOf = (rows: readonly ShareRow[]): number =>
  rows.reduce((sum, row) => sum + valueOf(percentToBasisPoints(row.share)), 0)

/** What is missing to the whole, or too much; null where nothing is. */
export function restOf(rows: readonly ShareRow[]): Fault | null {
  const rest = WHOLE - sumOf(rows)
  if (rest === 0) return null
  return {
    code: rest > 0 ? 'shares_missing' : 'shares_above',
    facts: { rest: basisPointsToPercent(Math.abs(rest)) },
  }
}

const same = (a: ShareRow, b: ShareRow) => a.party === b.party && a.name.trim() === b.name.trim()

/** Faults by the server's field names; the last row stands for the sum. */
export function shareFaults(rows: readonly ShareRow[]): Faults {
  const faults: Faults = {}
  rows.forEach((row, place) => {
    const earlier = rows.slice(0, place).some((one) => same(one, row))
    const parsed = percentToBasisPoints(row.share)
    faults[`shares[${place}].party`] =
      needed(row.party) ?? (earlier ? { code: 'given_twice' } : null)
    faults[`shares[${place}].share_bp`] =
      parsed.ok && parsed.value === 0 ? { code: 'share_not_positive' } : faultOf(parsed)
  })
  const last = `shares[${rows.length - 1}].share_bp`
  if (Object.values(faults).every((fault) => fault === null)) faults[last] = restOf(rows)
  return faults
}

export const shareBody = (rows: readonly ShareRow[]): RiskShare[] =>
  rows.map((row) => ({
    party: row.party,
    share_bp: valueOf(percentToBasisPoints(row.share)),
    ...(row.name.trim() ? { name: row.name.trim() } : {}),
  }))

/** A deal that a provider may record shares of: the firm has taken a quote, and nobody has ended it. */
export const isDeal = ({ state, quotes }: Pick<Application, 'state' | 'quotes'>): boolean =>
  quotes.some((quote) => quote.taken) && state !== 'declined' && state !== 'withdrawn'
