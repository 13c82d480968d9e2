// What firms raise, and who looks after a firm. Which of them is shown lives in the address.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { onceKeys } from '@/api/once'
import { asProblem } from '@/api/problem'
import type { AppealMove, AppealState } from '@/api/types'

import { appealBody, inTurn, STATES, stepBody, type AppealForm, type StepForm } from './appeals'

export function useAppeals() {
  const route = useRoute()
  const router = useRouter()
  const shown = computed<AppealState | 'all'>({
    get: () => STATES.find((one) => one === route.query.state) ?? 'all',
    set: (state) => void router.replace({ query: state === 'all' ? {} : { state } }),
  })
  const list = useInfiniteQuery({
    queryKey: ['appeals', shown],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/appeals', {
          params: {
            query: {
              state: shown.value === 'all' ? undefined : shown.value,
              limit: 100,
              cursor: pageParam || undefined,
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  return {
    shown,
    items: computed(() => inTurn(list.data.value?.pages.flatMap((page) => page.items) ?? [])),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

export function useAppealChanges() {
  const queries = useQueryClient()
  const keyOf = onceKeys()
  const onSettled = () => queries.invalidateQueries({ queryKey: ['appeals'] })
  const raise = useMutation({
    mutationFn: (form: AppealForm) => {
      const body = appealBody(form)
      return unwrap(
        api.POST('/appeals', { params: { header: { 'Idempotency-Key': keyOf(body) } }, body }),
      )
    },
    onSettled,
  })
  const move = useMutation({
    mutationFn: ({ id, move, form }: { id: string; move: AppealMove; form: StepForm }) => {
      const path = `/appeals/{id}/${move}` as '/appeals/{id}/answer'
      return unwrap(api.POST(path, { params: { path: { id } }, body: stepBody(move, form) }))
    },
    onSettled,
  })
  return { raise, move }
}

/** The officer who looks after a firm. */
export function useLiaison(firm: () => string) {
  const queries = useQueryClient()
  const path = computed(() => ({ id: firm() }))
  const found = useQuery({
    queryKey: ['liaison', firm],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/enterprises/{id}/liaison', { params: { path: path.value }, signal })),
    enabled: computed(() => firm() !== ''),
  })
  const name = useMutation({
    mutationFn: (officer: string | null) =>
      unwrap(
        api.PUT('/enterprises/{id}/liaison', { params: { path: path.value }, body: { officer } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['liaison'] }),
  })
  return { liaison: found.data, name }
}
