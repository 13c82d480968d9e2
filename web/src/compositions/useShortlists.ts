// Shortlists: the list of them, and one with its terms.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import { saveFile } from '@/api/saveFile'
import type { Shortlist, ShortlistTerms } from '@/api/types'

export function useShortlists() {
  const list = useInfiniteQuery({
    queryKey: ['shortlists'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/shortlists', { params: { query: { cursor: pageParam || undefined } }, signal }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  return {
    shortlists: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

/** One list; an empty id is one that is about to be made. */
export function useShortlist(id: () => string) {
  const queries = useQueryClient()
  const answer = useQuery(
    computed(() => ({
      queryKey: ['shortlist', id()],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(api.GET('/shortlists/{id}', { params: { path: { id: id() } }, signal })),
      enabled: id() !== '',
    })),
  )
  const change = useMutation({
    mutationFn: (send: () => Promise<Shortlist>) => send(),
    onSuccess: (list) => {
      queries.setQueryData(['shortlist', list.id], list)
      void queries.invalidateQueries({ queryKey: ['shortlists'] })
    },
  })
  const replay = useMutation({
    mutationFn: () =>
      unwrap(api.GET('/shortlists/{id}/replay', { params: { path: { id: id() } } })),
  })
  const exporting = useMutation({
    mutationFn: () =>
      unwrap(
        api.GET('/shortlists/{id}/export', { params: { path: { id: id() } }, parseAs: 'blob' }),
      ),
    onSuccess: (file) => saveFile(file, `${id()}.xlsx`),
  })
  const failure = computed(() => change.error.value ?? replay.error.value ?? exporting.error.value)
  const version = () => answer.data.value?.version ?? 0

  return {
    list: answer.data,
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
    refused: computed(() => (failure.value ? asProblem(failure.value) : null)),
    changing: change.isPending,
    /** Makes the draft, or works it out anew. Null where it was refused. */
    preview: async (name: string, terms: ShortlistTerms): Promise<Shortlist | null> => {
      try {
        return await change.mutateAsync(() =>
          id() === ''
            ? unwrap(api.POST('/shortlists', { body: { name, terms, freeze: false } }))
            : unwrap(
                api.PUT('/shortlists/{id}', {
                  params: { path: { id: id() } },
                  body: { version: version(), name, terms },
                }),
              ),
        )
      } catch {
        return null // the problem is shown
      }
    },
    freeze: () =>
      change.mutate(() =>
        unwrap(
          api.POST('/shortlists/{id}/freeze', {
            params: { path: { id: id() } },
            body: { version: version() },
          }),
        ),
      ),
    replay: () => replay.mutate(),
    replayed: replay.data,
    replaying: replay.isPending,
    exportFile: () => exporting.mutate(),
    exporting: exporting.isPending,
  }
}
