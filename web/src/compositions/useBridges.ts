// Bridges for refinancing and the funds behind them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { BridgeFundBody, BridgeMove, BridgeMoveBody } from '@/api/types'
import { requestBody, type RequestForm } from '@/compositions/bridges'

export function useBridges() {
  const list = useInfiniteQuery({
    queryKey: ['bridges'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/bridges', {
          params: { query: { limit: 20, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  return {
    items: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

export function useBridgeFunds() {
  const found = useQuery({
    queryKey: ['bridges', 'funds'],
    queryFn: ({ signal }) => unwrap(api.GET('/bridge-funds', { signal })),
  })
  return computed(() => found.data.value?.items ?? [])
}

export function useBridgeChanges() {
  const queries = useQueryClient()
  const onSettled = () => queries.invalidateQueries({ queryKey: ['bridges'] })
  const request = useMutation({
    mutationFn: (form: RequestForm) => unwrap(api.POST('/bridges', { body: requestBody(form) })),
    onSettled,
  })
  const move = useMutation({
    mutationFn: (of: { id: string; move: BridgeMove; body: BridgeMoveBody }) => {
      const path = `/bridges/{id}/${of.move.replace('_', '-')}` as '/bridges/{id}/disburse'
      return unwrap(
        api.POST(path, {
          params: { path: { id: of.id } },
          body: of.body as { done_on: string },
        }),
      )
    },
    onSettled,
  })
  const enter = useMutation({
    mutationFn: (of: { id: string; body: BridgeFundBody }) =>
      unwrap(api.PUT('/bridge-funds/{id}', { params: { path: { id: of.id } }, body: of.body })),
    onSettled,
  })
  return { request, move, enter }
}
