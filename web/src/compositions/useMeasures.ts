// The policy measures, entry by entry, and where the platform serves each.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Measure, MeasureEntry, MeasureState } from '@/api/types'

export const STATES = ['served', 'partly', 'planned'] as const satisfies MeasureState[]
export type ShownState = '' | MeasureState

/** The portal's address of a page that an entry names. */
const PAGES: Record<string, string> = {
  offers: '/',
  needs: '/needs',
  awards: '/awards',
  profile: '/profile',
  cultivation: '/cultivation',
  rosters: '/rosters',
  appeals: '/appeals',
  receivables: '/receivables',
}

/** The page that serves an entry; null where it names none that there is. */
export const pageOf = ({ page }: Pick<MeasureEntry, 'page'>): string | null =>
  (page && PAGES[page]) || null

export interface MeasureSection {
  number: number
  title: Measure['section']['title']
  measures: Measure[]
}

/** The measures by section, narrowed to entries of a state and to those that pay. */
export function sections(
  measures: readonly Measure[],
  state: ShownState,
  paying: boolean,
): MeasureSection[] {
  const found = new Map<number, MeasureSection>()
  for (const measure of measures) {
    const entries = measure.entries.filter(
      (entry) => (!state || entry.state === state) && (!paying || entry.pays_money),
    )
    if (entries.length === 0) continue
    const { number, title } = measure.section
    const section = found.get(number) ?? { number, title, measures: [] }
    section.measures.push({ ...measure, entries })
    found.set(number, section)
  }
  return [...found.values()]
}

export function useMeasures() {
  const state = ref<ShownState>('')
  const paying = ref(false)
  const answer = useQuery({
    queryKey: ['measures'],
    queryFn: ({ signal }) => unwrap(api.GET('/measures', { signal })),
    // They change with a release of the rule data only.
    staleTime: 3_600_000,
  })
  return {
    state,
    paying,
    document: computed(() => answer.data.value?.document ?? null),
    counts: computed(() => answer.data.value?.counts ?? null),
    shown: computed(() => sections(answer.data.value?.items ?? [], state.value, paying.value)),
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}
