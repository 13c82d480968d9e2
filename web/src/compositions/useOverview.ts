// The overview of a period, which lives in the address.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'

import { askedPeriod, periodAddress, type AskedPeriod } from './overview'
import { today } from './useVocabularies'

export function useOverview() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => askedPeriod(route.query, today()))
  const query = computed(() => ({
    from: asked.value.from || undefined,
    until: asked.value.until || undefined,
  }))
  const found = useQuery({
    queryKey: ['overview', query],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/reports/overview', { params: { query: query.value }, signal })),
    placeholderData: keepPreviousData,
  })
  return {
    asked,
    ask: (change: Partial<AskedPeriod>) =>
      void router.replace({ query: periodAddress({ ...asked.value, ...change }) }),
    overview: found.data,
    loading: found.isLoading,
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
    exported: async (): Promise<Blob> =>
      await unwrap(
        api.GET('/reports/overview/export', { params: { query: query.value }, parseAs: 'blob' }),
      ),
  }
}
