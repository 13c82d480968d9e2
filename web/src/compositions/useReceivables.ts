// The register of overdue receivables. Which of them is shown lives in the address.
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { onceKeys } from '@/api/once'
import { asProblem } from '@/api/problem'
import type { Receivable } from '@/api/types'

import {
  financeBody,
  receivableBody,
  settleBody,
  SHOWN,
  sumsOf,
  type ReceivableForm,
  type SettleForm,
  type Shown,
} from './receivables'

export function useReceivables() {
  const route = useRoute()
  const router = useRouter()
  const shown = computed<Shown>({
    get: () => SHOWN.find((one) => one === route.query.state) ?? 'open',
    set: (state) => void router.replace({ query: state === 'open' ? {} : { state } }),
  })
  const list = useInfiniteQuery({
    queryKey: ['receivables', shown],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/receivables', {
          params: { query: { state: shown.value, limit: 100, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  const items = computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? [])
  return {
    shown,
    items,
    sums: computed(() => sumsOf(items.value)),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

export function useReceivableChanges() {
  const queries = useQueryClient()
  const keyOf = onceKeys()
  const onSettled = () => queries.invalidateQueries({ queryKey: ['receivables'] })
  /** Enters a new one, or changes the one that is given. */
  const save = useMutation({
    mutationFn: ({ of, form }: { of: Receivable | null; form: ReceivableForm }) => {
      const body = receivableBody(form)
      return of
        ? unwrap(
            api.PUT('/receivables/{id}', {
              params: { path: { id: of.id } },
              body: { ...body, version: of.version },
            }),
          )
        : unwrap(
            api.POST('/receivables', {
              params: { header: { 'Idempotency-Key': keyOf(body) } },
              body,
            }),
          )
    },
    onSettled,
  })
  const settle = useMutation({
    mutationFn: ({ id, form }: { id: string; form: SettleForm }) =>
      unwrap(
        api.POST('/receivables/{id}/settle', { params: { path: { id } }, body: settleBody(form) }),
      ),
    onSettled,
  })
  const withdraw = useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST('/receivables/{id}/withdraw', { params: { path: { id } } })),
    onSettled,
  })
  const finance = useMutation({
    mutationFn: ({ id, term }: { id: string; term: string }) =>
      unwrap(
        api.POST('/receivables/{id}/finance', {
          params: { path: { id } },
          body: financeBody(term),
        }),
      ),
    onSettled: async () => {
      await onSettled()
      await queries.invalidateQueries({ queryKey: ['needs'] })
    },
  })
  return { save, settle, withdraw, finance }
}
