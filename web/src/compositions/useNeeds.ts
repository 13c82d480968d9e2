// The enterprise's own needs.
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'

export function useNeeds() {
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: ['needs'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET('/needs', { params: { query: { cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })

  const withdrawal = useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST('/needs/{id}/withdraw', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['needs'] }),
  })

  const failure = computed(() => list.error.value ?? withdrawal.error.value)

  return {
    needs: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (failure.value ? asProblem(failure.value) : null)),
    retry: () => {
      withdrawal.reset()
      void list.refetch()
    },
    withdraw: (id: string) => withdrawal.mutate(id),
    withdrawing: withdrawal.isPending,
  }
}
