// The offers of a comparison, each in full, with its match where they were
// ticked among the matches of a need.
import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { asProblem } from '@/api/problem'
import type { MatchItem, Offer } from '@/api/types'
import { matchesQuery } from '@/compositions/useMatches'
import { offerQuery } from '@/compositions/useOffer'
import { useSession } from '@/compositions/useSession'

export interface Compared {
  offer: Offer
  match: MatchItem | undefined
}

export function useCompared(ids: () => string[], need: () => string) {
  const session = useSession()
  const found = useQueries({ queries: computed(() => ids().map((id) => offerQuery(id))) })
  // The whole answer: an offer far down the list may have been ticked too.
  const answer = useQuery(
    computed(() => ({
      ...matchesQuery(need(), 500),
      enabled: need() !== '' && session.role === 'enterprise',
    })),
  )

  const compared = computed<Compared[]>(() =>
    found.value.flatMap(({ data: offer }) =>
      offer
        ? [{ offer, match: answer.data.value?.items.find((item) => item.offer.id === offer.id) }]
        : [],
    ),
  )
  const failures = computed(() =>
    found.value.flatMap(({ error }) => (error ? [asProblem(error)] : [])),
  )

  return {
    compared,
    loading: computed(() => found.value.some((one) => one.isLoading) || answer.isLoading.value),
    /** Offers that are no longer there. */
    gone: computed(() => failures.value.filter((problem) => problem.status === 404).length),
    problem: computed(() => failures.value.find((problem) => problem.status !== 404) ?? null),
    retry: () => found.value.forEach((one) => void one.refetch()),
  }
}
