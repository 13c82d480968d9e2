// One offer in full.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'

/** How an offer is fetched and under which key it is kept. */
export const offerQuery = (id: string) => ({
  queryKey: ['offer', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(api.GET('/offers/{id}', { params: { path: { id } }, signal })),
})

export function useOffer(id: () => string) {
  const answer = useQuery(computed(() => offerQuery(id())))
  return {
    offer: answer.data,
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}
