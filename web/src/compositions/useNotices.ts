// What the one who is signed in is told of.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Notice } from '@/api/types'
import { useSession } from '@/compositions/useSession'

/** How many are unread, for the header; nothing is asked while nobody is signed in. */
export function useUnread() {
  const session = useSession()
  const found = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/notices', { params: { query: { limit: 1 } }, signal })),
    enabled: () => session.signedIn,
  })
  return computed(() => (session.signedIn ? (found.data.value?.unread ?? 0) : 0))
}

export function useNotices() {
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: ['notices', 'list'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/notices', {
          params: { query: { limit: 50, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  const seen = useMutation({
    mutationFn: (upTo: string) => unwrap(api.POST('/notices/seen', { body: { up_to: upTo } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices', 'unread'] }),
  })
  return {
    items: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    unread: computed(() => list.data.value?.pages[0]?.unread ?? 0),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
    see: (upTo: string) => seen.mutate(upTo),
  }
}

/** Where a notice leads, by its topic and who reads it. */
export function placeOf(notice: Pick<Notice, 'topic' | 'subject'>, agency: boolean): string {
  if (notice.topic === 'application') return '/applications'
  if (notice.topic === 'bridge') return '/bridges'
  if (notice.topic === 'appeal') return '/appeals'
  return agency ? '/queue' : '/needs'
}
