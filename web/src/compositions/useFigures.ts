// How the figures of the weekly sheet read.
import { useI18n } from 'vue-i18n'

import { basisPointsToPercent } from '@/domain/money'

import type { Figure } from './monitoring'
import { useFormat } from './useFormat'

export function useFigures() {
  const { t } = useI18n()
  const { money, percent } = useFormat()
  const grouped = (value: number) => value.toLocaleString('en')

  /** With its unit; a dash where it was not said. */
  function value(figure: Figure, number: number | null): string {
    if (number === null) return t('monitoring.none')
    if (figure === 'staff') return t('monitoring.people', { count: grouped(number) })
    if (figure === 'power_kwh') return t('monitoring.kwh', { count: grouped(number) })
    return figure === 'utilisation_bp' ? percent(number) : money(number)
  }

  /** With its sign, to a tenth of a per cent. */
  function change(figure: Figure, points: number): string {
    const tenths = Math.round(Math.abs(points) / 10) * 10
    const sign = tenths === 0 ? '' : points < 0 ? '−' : '+'
    const digits = sign + basisPointsToPercent(tenths)
    return figure === 'utilisation_bp' ? t('monitoring.points', { change: digits }) : `${digits}%`
  }
  return { value, change }
}
