// Terms of mortgage value-added loans and what they let collateral secure: how
// they read, and what the form checks. No server here.
import type { MortgageCeilings, MortgageTerms, MortgageTermsInput } from '@/api/types'
import { percentToBasisPoints } from '@/domain/money'

import { faultOf, fenOf, needed, wanFault } from './typed'
import type { Faults } from './useFields'

/** With the added part a ratio may exceed the value: three times at most. */
const MOST_ADDED = 30_000

export interface TermsForm {
  collateral: string
  from: string
  ratio: string
  valueAdded: string
  cap: string
  source: string
}

export const blankTerms = (from: string): TermsForm => ({
  collateral: '',
  from,
  ratio: '',
  valueAdded: '',
  cap: '',
  source: '',
})

/** Basis points of what was typed; null where nothing was. */
const pointsOf = (text: string, most?: number): number | null => {
  const parsed = percentToBasisPoints(text, most)
  return parsed.ok ? parsed.value : null
}

/** Faults by the server's field names; what is not known is left empty, but not all of it. */
export function termsFaults(form: TermsForm): Faults {
  const [ratio, added] = [pointsOf(form.ratio), pointsOf(form.valueAdded, MOST_ADDED)]
  const nothing = [form.ratio, form.valueAdded, form.cap].every((text) => text.trim() === '')
  const optional = (text: string, most?: number) =>
    text.trim() ? faultOf(percentToBasisPoints(text, most)) : null
  return {
    collateral: needed(form.collateral),
    from: needed(form.from),
    ratio_bp: nothing ? { code: 'required' } : optional(form.ratio),
    value_added_bp:
      optional(form.valueAdded, MOST_ADDED) ??
      (ratio !== null && added !== null && added < ratio ? { code: 'added_below_ratio' } : null),
    cap_fen: wanFault(form.cap, true),
    source: needed(form.source),
  }
}

export const termsBody = (form: TermsForm): MortgageTermsInput => ({
  collateral: form.collateral,
  from: form.from,
  ratio_bp: pointsOf(form.ratio),
  value_added_bp: pointsOf(form.valueAdded, MOST_ADDED),
  cap_fen: fenOf(form.cap),
  source: form.source.trim(),
})

export interface TermsLine {
  terms: MortgageTerms
  state: 'inForce' | 'notYet' | 'past'
}

/** Each kind of collateral with its terms, the latest first; the newest that has begun is in force. */
export function termsByKind(
  items: readonly MortgageTerms[],
  today: string,
): { kind: string; lines: TermsLine[] }[] {
  const kinds = new Map<string, TermsLine[]>()
  for (const terms of items) {
    const lines = kinds.get(terms.collateral) ?? []
    const begun = lines.some(({ state }) => state === 'inForce')
    lines.push({ terms, state: terms.from > today ? 'notYet' : begun ? 'past' : 'inForce' })
    kinds.set(terms.collateral, lines)
  }
  return [...kinds].map(([kind, lines]) => ({ kind, lines }))
}

/** Why there is no ceiling; null where there is one. */
export function lackOf(one: MortgageCeilings): 'terms' | 'value' | 'liens' | 'ratio' | null {
  if (!one.terms) return 'terms'
  if (one.appraised_fen === null) return 'value'
  if (one.prior_liens_fen === null) return 'liens'
  return one.ordinary_fen === null && one.value_added_fen === null ? 'ratio' : null
}
