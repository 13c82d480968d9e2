// A cost as lines of a list; what was not published is said, not guessed.
import { useI18n } from 'vue-i18n'

import type { Cost } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'
import type { TermRow } from '@/compositions/useTermRows'

export function useCostRows() {
  const { t } = useI18n()
  const format = useFormat()
  const { money, percent, range } = format

  const row = (key: string, name: string, value: string): TermRow => ({
    key,
    name,
    value,
    published: value !== format.unpublished(),
  })

  /** "3.65% to 4.2%" a year, before any subsidy. */
  const annual = (cost: Cost): string => range(cost.annual_min_bp, cost.annual_max_bp, percent)

  function award(cost: Cost): string {
    const { award_min_fen: least, award_max_fen: most } = cost
    if (least != null && most != null && least !== most) return range(least, most, money)
    if (least != null) return t('matches.awardAtLeast', { amount: money(least) })
    return most == null ? format.unpublished() : t('matches.awardUpTo', { amount: money(most) })
  }

  function lpr({ lpr: used }: Cost): string {
    if (!used) return ''
    const tenor =
      used.tenor === '1y' || used.tenor === '5y' ? t(`offers.tenors.${used.tenor}`) : used.tenor
    const line = t('matches.lprAsOf', {
      tenor,
      rate: percent(used.rate_bp),
      day: used.effective_on,
    })
    const notes = [
      used.stale && t('matches.lprStale'),
      !used.verified && t('matches.lprUnverified'),
    ].filter(Boolean)
    return notes.length > 0
      ? t('offers.noted', { value: line, note: notes.join(t('offers.comma')) })
      : line
  }

  function method(cost: Cost): string {
    if (!cost.method) return format.unpublished()
    const name = t(`offers.repayments.${cost.method}`)
    return cost.method_given ? name : t('matches.methodAssumed', { method: name })
  }

  /** The lines of a loan's cost, the subsidy on its own. */
  function rows(cost: Cost): TermRow[] {
    const lines = [
      row('annual', t('matches.annual'), annual(cost)),
      row(
        'interest',
        t('matches.interest'),
        range(cost.interest_min_fen, cost.interest_max_fen, money),
      ),
      row('fees', t('matches.fees'), range(cost.fees_min_fen, cost.fees_max_fen, money)),
      row('total', t('matches.total'), range(cost.total_min_fen, cost.total_max_fen, money)),
      row('method', t('matches.method'), method(cost)),
    ]
    if (cost.subsidy_fen != null) {
      lines.push(
        row('subsidy', t('matches.subsidy'), money(cost.subsidy_fen)),
        row('net', t('matches.annualNet'), percent(cost.net_annual_bp)),
      )
    }
    return lines
  }

  return { rows, annual, award, lpr }
}
