// Applications as a firm and as a provider work with them.
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Application, ApplicationMove, MoveBody, RiskShare } from '@/api/types'

/** Which part of the applications is shown. */
export type Part = 'waiting' | 'open' | 'closed'

const CLOSED = ['repaid', 'declined', 'withdrawn', 'expired'] as const
const OPEN = [
  'draft',
  'sent',
  'accepted',
  'documents',
  'quoted',
  'taken',
  'approved',
  'signed',
  'disbursed',
] as const

/** The address of each move, where it is not the move's own name. */
const ADDRESS: Partial<Record<ApplicationMove, string>> = {
  want_documents: 'want-documents',
  hand_in: 'hand-in',
  repay: 'close',
}

export interface Listed {
  application: Application
  /** In the order of priority, for a provider. */
  position?: number
  points?: number
}

/** A provider has a queue in the order of priority; a firm, and what is closed, a list by age. */
export function useApplications(part: Ref<Part>, queued: () => boolean) {
  const list = useInfiniteQuery({
    queryKey: ['applications', part, queued],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam || undefined
      if (queued() && part.value !== 'closed') {
        const page = await unwrap(
          api.GET('/queue/applications', {
            params: { query: { limit: 20, cursor, mine: part.value === 'waiting' } },
            signal,
          }),
        )
        return { items: page.items, next_cursor: page.next_cursor }
      }
      const state = part.value === 'closed' ? [...CLOSED] : [...OPEN]
      const page = await unwrap(
        api.GET('/applications', { params: { query: { limit: 20, cursor, state } }, signal }),
      )
      return {
        items: page.items.map((application): Listed => ({ application })),
        next_cursor: page.next_cursor,
      }
    },
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

/** Makes a move, and reads anew what it changes. */
export function useMove() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (of: {
      id: string
      move: ApplicationMove | 'revoke-consent'
      body?: MoveBody
    }) => {
      const move = of.move === 'revoke-consent' ? of.move : (ADDRESS[of.move] ?? of.move)
      const path = `/applications/{id}/${move}` as '/applications/{id}/approve'
      return unwrap(
        api.POST(path, {
          params: { path: { id: of.id } },
          ...(of.body ? { body: of.body as { text: string } } : ({} as { body: { text: string } })),
        }),
      )
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['applications'] }),
  })
}

/** Records who bears which part of a loss. */
export function useShareRisk() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, shares }: { id: string; shares: RiskShare[] }) =>
      unwrap(
        api.POST('/applications/{id}/risk-shares', { params: { path: { id } }, body: { shares } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['applications'] }),
  })
}
