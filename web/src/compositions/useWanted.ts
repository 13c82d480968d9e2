// What a criterion asks for, as far as its own data says it: the names of its
// codes. A bare number has no unit on the wire and is left to the match page,
// where the server writes it out.
import { useI18n } from 'vue-i18n'

import type { Criterion } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'
import { today, useVocabularies } from '@/compositions/useVocabularies'

type Values = NonNullable<Criterion['values']>

/** The value in force on a day: the newest that has begun. */
export function valueOn(values: Values, day: string): Values[number] | undefined {
  return values
    .filter((value) => value.from <= day)
    .reduce<Values[number] | undefined>(
      (newest, value) => (newest && newest.from > value.from ? newest : value),
      undefined,
    )
}

export function useWanted() {
  const { t } = useI18n()
  const { text } = useFormat()
  const { namesOf } = useVocabularies()

  function wanted(criterion: Criterion): string {
    const value = valueOn(criterion.values ?? [], today())
    return namesOf(value?.codes ?? []).join(' / ')
  }

  /** What a criterion is called: its label, else what it asks for. */
  function title(criterion: Criterion): string {
    return text(criterion.label) || wanted(criterion) || t('offers.detail.criterionUnnamed')
  }

  return { wanted, title }
}
