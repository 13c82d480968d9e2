// A cost as lines of a list; what was not published is said, not guessed.
import { useI18n } from 'vue-i18n'

import type { Cost } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'
import type { TermRow } from '@/compositions/useTermRows'

/** Bases of a rate whose single figure is the price, not where prices begin. */
const WHOLE = new Set<Cost['rate_basis']>(['quoted', 'cap', 'lpr_spread', 'daily_fee'])

/** Tells whether only the lower end of the rate is published: "from 3.1 %". */
export const floorOnly = (
  cost: Pick<Cost, 'rate_basis' | 'rate_min_bp' | 'rate_max_bp'>,
): boolean => cost.rate_min_bp != null && cost.rate_max_bp == null && !WHOLE.has(cost.rate_basis)

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

  /** The least, said to be no more than that where the rate is only a floor. */
  const least = (cost: Cost, value: string): string =>
    floorOnly(cost) && value !== format.unpublished() ? t('matches.from', { value }) : value

  /** "3.65% to 4.2%" a year, before any subsidy. */
  const annual = (cost: Cost): string =>
    least(cost, range(cost.annual_min_bp, cost.annual_max_bp, percent))

  const total = (cost: Cost): string =>
    least(cost, range(cost.total_min_fen, cost.total_max_fen, money))

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
        least(cost, range(cost.interest_min_fen, cost.interest_max_fen, money)),
      ),
      row('fees', t('matches.fees'), range(cost.fees_min_fen, cost.fees_max_fen, money)),
      row('total', t('matches.total'), total(cost)),
      row('method', t('matches.method'), method(cost)),
    ]
    if (cost.subsidy_fen != null) {
      lines.push(
        row('subsidy', t('matches.subsidy'), money(cost.subsidy_fen)),
        row('net', t('matches.annualNet'), least(cost, percent(cost.net_annual_bp))),
      )
    }
    return lines
  }

  return { rows, annual, total, least, award, lpr }
}
