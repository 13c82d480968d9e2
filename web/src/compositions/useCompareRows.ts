// A comparison as lines with one cell per offer.
import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import type { Compared } from '@/compositions/useCompared'
import { useCostRows } from '@/compositions/useCostRows'
import { useFormat } from '@/compositions/useFormat'
import { pointsOf, sorted, thin } from '@/compositions/useMatches'
import { useTermRows } from '@/compositions/useTermRows'

export interface CompareRow {
  name: string
  cells: string[]
}

/** Lines of several lists by name, in the order in which they first appear. */
export function merged(
  lists: readonly (readonly { name: string; value: string }[])[],
  nothing: string,
): CompareRow[] {
  const names = [...new Set(lists.flat().map((row) => row.name))]
  return names.map((name) => ({
    name,
    cells: lists.map((list) => list.find((row) => row.name === name)?.value ?? nothing),
  }))
}

export function useCompareRows(compared: Ref<Compared[]>): ComputedRef<CompareRow[]> {
  const { t } = useI18n()
  const { text } = useFormat()
  const terms = useTermRows()
  const cost = useCostRows()

  const line = (name: string, value: string) => ({ name, value })

  function matchLines({ match }: Compared) {
    if (!match) return []
    const reasons = sorted(match.reasons)
    const names = (list: typeof reasons.unknown) => list.map((one) => text(one.label)).join('\n')
    return [
      line(t('matches.outcome'), t(`matches.verdicts.${match.verdict}`)),
      line(
        t('matches.score'),
        [String(pointsOf(match.score)), ...(thin(match) ? [t('matches.thin')] : [])].join('\n'),
      ),
      ...(match.offer.kind === 'loan'
        ? cost.rows(match.cost).map(({ name, value }) => line(name, value))
        : []),
      ...(match.offer.kind === 'award' ? [line(t('matches.award'), cost.award(match.cost))] : []),
      line(t('matches.outcomes.unknown'), names(reasons.unknown) || t('compare.none')),
    ]
  }

  return computed(() =>
    merged(
      compared.value.map((one) => [
        line(t('offers.kind'), t(`offers.kinds.${one.offer.kind}`)),
        line(t('offers.provider'), text(one.offer.provider.name)),
        ...matchLines(one),
        ...terms.rows(one.offer).map(({ name, value }) => line(name, value)),
        line(
          t('offers.detail.judgements'),
          one.offer.judgements.map((judgement) => text(judgement)).join('\n') || t('compare.none'),
        ),
        line(t('offers.detail.source'), sourceOf(one)),
      ]),
      t('compare.nothing'),
    ),
  )

  function sourceOf({ offer }: Compared): string {
    return [
      t(offer.verified ? 'offers.verified' : 'offers.unverified'),
      t(`offers.statuses.${offer.status}`),
      offer.source.date
        ? t('offers.sourceDay', { day: offer.source.date })
        : t('offers.sourceNoDay'),
    ].join('\n')
  }
}
