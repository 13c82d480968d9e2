// The codes that forms offer and pages name: places, industries, purposes.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { VocabularyEntry } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'

export interface Option {
  code: string
  name: string
}

/** Tells whether an entry is in force on the day; its last day counts. */
export function inForce(
  entry: Pick<VocabularyEntry, 'valid_from' | 'valid_until'>,
  day: string,
): boolean {
  return (
    (!entry.valid_from || entry.valid_from <= day) &&
    (!entry.valid_until || day <= entry.valid_until)
  )
}

/** Today where the reader is, YYYY-MM-DD. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export function useVocabularies() {
  const { text } = useFormat()
  const answer = useQuery({
    queryKey: ['vocabularies'],
    queryFn: ({ signal }) => unwrap(api.GET('/vocabularies', { signal })),
    // They change with a release of the rule data only.
    staleTime: 3_600_000,
  })

  const byName = computed(() => {
    const found = new Map<string, VocabularyEntry[]>()
    for (const entry of answer.data.value?.items ?? []) {
      const list = found.get(entry.vocabulary)
      if (list) list.push(entry)
      else found.set(entry.vocabulary, [entry])
    }
    return found
  })

  const entries = (vocabulary: string): VocabularyEntry[] => byName.value.get(vocabulary) ?? []

  /** What can be chosen today, and what is chosen already. */
  function options(vocabulary: string, ...chosen: string[]): Option[] {
    return named(entries(vocabulary), chosen)
  }

  function named(list: VocabularyEntry[], chosen: string[]): Option[] {
    const day = today()
    return list
      .filter((entry) => inForce(entry, day) || chosen.includes(entry.code))
      .map((entry) => ({ code: entry.code, name: text(entry.name) }))
  }

  const zone = (entry: VocabularyEntry) => entry.kind === 'development_zone'

  /** Where a firm can be registered: the places that are no zone and hold no other. */
  function districts(...chosen: string[]): Option[] {
    const above = new Set(entries('places').map((entry) => entry.parent))
    return named(
      entries('places').filter((entry) => !zone(entry) && !above.has(entry.code)),
      chosen,
    )
  }

  /** The industries that a firm can be in, with their two digits. */
  function divisions(...chosen: string[]): Option[] {
    return named(
      entries('industries').filter((entry) => entry.parent !== null),
      chosen,
    ).map(({ code, name }) => ({ code, name: `${code} ${name}` }))
  }

  /** The name of a code; the code itself where no vocabulary has it. */
  function nameOf(vocabulary: string, code: string): string {
    const entry = entries(vocabulary).find((one) => one.code === code)
    return entry ? text(entry.name) : code
  }

  return {
    entries,
    options,
    districts,
    divisions,
    zones: (...chosen: string[]) => named(entries('places').filter(zone), chosen),
    nameOf,
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}
