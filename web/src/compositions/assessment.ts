// What the pages of tiers and listing readiness work out from the server's
// answers. No server here.
import type { RouteLocationRaw } from 'vue-router'

import type { SheetCondition, SheetResult } from '@/api/types'

type Outcome = SheetCondition['outcome']

/** A part of a whole as a width. */
export const shareOf = (part: number, whole: number): string =>
  `${whole > 0 ? Math.min(100, (100 * part) / whole) : 0}%`

/** What keeps the firm out comes first, then what is not known; the rest is met. */
export function openFirst(conditions: readonly SheetCondition[]) {
  const of = (outcome: Outcome) => conditions.filter((one) => one.outcome === outcome)
  return { open: [...of('not_met'), ...of('unknown')], met: of('met') }
}

/**
 * The word for a sheet's result. A sheet that sorts into classes or only ranks
 * has none; one of which nothing of the firm is missing waits for a person.
 */
export function standing(
  sheet: Pick<SheetResult, 'verdict' | 'conditional' | 'class' | 'possible_classes' | 'family'>,
): { outcome: Outcome | null; word: Outcome | 'conditional' } {
  if (sheet.class || sheet.possible_classes.length > 0 || sheet.family === 'ranking') {
    return { outcome: null, word: sheet.verdict }
  }
  return { outcome: sheet.verdict, word: sheet.conditional ? 'conditional' : sheet.verdict }
}

/** Where a missing field, or a figure of a year, is filled in; the profile leads back. */
export function answerLink(field: string, back: string): RouteLocationRaw {
  const [name = '', year] = field.split('@')
  return year
    ? { path: '/profile', query: { back }, hash: '#financials' }
    : { path: '/profile', query: { field: name, back } }
}

/** The pages that the profile may lead back to. */
const BACK = ['/tiers', '/listing-readiness'] as const
export type Back = (typeof BACK)[number]

export const backTo = (value: unknown): Back | null => BACK.find((page) => page === value) ?? null

/** The titles of the ladder, the lowest first. */
export const LADDER = [
  'innovative_sme',
  'srdi_sme',
  'national_little_giant',
  'leading_chain_leader',
] as const

/** Sheets in the order of the ladder; what leads to no step of it stays before its first. */
export function byLadder<S extends Pick<SheetResult, 'tier'>>(sheets: readonly S[]): S[] {
  const step = (sheet: S) => LADDER.findIndex((tier) => tier === sheet.tier)
  return [...sheets].sort((a, b) => step(a) - step(b))
}

export type StepState = 'held' | 'met' | 'open' | 'not_met'

/** How a firm stands on each step: it holds the title, meets the rule, may, or does not. */
export function ladder(
  sheets: readonly Pick<SheetResult, 'tier' | 'verdict'>[],
  held: readonly string[],
): { tier: string; state: StepState }[] {
  return LADDER.map((tier) => {
    if (held.includes(tier)) return { tier, state: 'held' }
    const verdicts = sheets.filter((one) => one.tier === tier).map((one) => one.verdict)
    if (verdicts.includes('met')) return { tier, state: 'met' }
    return { tier, state: verdicts.includes('not_met') ? 'not_met' : 'open' }
  })
}
