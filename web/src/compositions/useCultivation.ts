// The ranking for listing cultivation, the records of firms, and their rules.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Candidacy } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'

/** Boards, stages, moves and blocking issues. */
export function useCultivationRules() {
  const { text } = useFormat()
  const answer = useQuery({
    queryKey: ['cultivation'],
    queryFn: ({ signal }) => unwrap(api.GET('/cultivation', { signal })),
    staleTime: 3_600_000,
  })
  const named = (list: 'boards' | 'stages' | 'issues' | 'severities', code: string): string => {
    const found = answer.data.value?.[list].find((one) => one.code === code)
    return found ? text(found.name) : code
  }
  return {
    rules: answer.data,
    named,
    options: (list: 'boards' | 'issues' | 'severities') =>
      (answer.data.value?.[list] ?? []).map((one) => ({ code: one.code, name: text(one.name) })),
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}

export function useRanking(filter: () => { district: string; industry: string }) {
  const list = useInfiniteQuery({
    queryKey: computed(() => ['ranking', filter()]),
    queryFn: ({ pageParam, signal }) => {
      const { district, industry } = filter()
      return unwrap(
        api.GET('/rankings/listing', {
          params: {
            query: {
              ...(district ? { district: [district] } : {}),
              ...(industry ? { industry: [industry] } : {}),
              cursor: pageParam || undefined,
            },
          },
          signal,
        }),
      )
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  })
  return {
    firms: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    head: computed(() => list.data.value?.pages[0]),
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

/** Some firms of the ranking, to see side by side. */
export function useRankedFirms(ids: () => string[]) {
  const answer = useQuery(
    computed(() => ({
      queryKey: ['ranking', 'firms', ids().join()],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(api.GET('/rankings/listing', { params: { query: { enterprise: ids() } }, signal })),
      enabled: ids().length > 0,
    })),
  )
  return {
    firms: computed(() => answer.data.value?.items ?? []),
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}

export function useOpenCandidacy() {
  const queries = useQueryClient()
  const opening = useMutation({
    mutationFn: (body: { enterprise_id: string; board: string; on: string; proof: string }) =>
      unwrap(api.POST('/candidacies', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ranking'] }),
  })
  return {
    open: opening.mutateAsync,
    opening: opening.isPending,
    problem: computed(() => (opening.error.value ? asProblem(opening.error.value) : null)),
  }
}

/** One record, and what can be done to it. */
export function useCandidacy(id: () => string) {
  const queries = useQueryClient()
  const answer = useQuery(
    computed(() => ({
      queryKey: ['candidacy', id()],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(api.GET('/candidacies/{id}', { params: { path: { id: id() } }, signal })),
    })),
  )
  const change = useMutation({
    mutationFn: (send: (path: { id: string }, version: number) => Promise<Candidacy>) =>
      send({ id: id() }, answer.data.value?.version ?? 0),
    onSuccess: (record) => {
      queries.setQueryData(['candidacy', id()], record)
      void queries.invalidateQueries({ queryKey: ['ranking'] })
    },
  })
  const run = async (
    send: (path: { id: string }, version: number) => Promise<Candidacy>,
  ): Promise<boolean> => {
    try {
      await change.mutateAsync(send)
      return true
    } catch {
      return false // the problem is shown
    }
  }
  return {
    record: answer.data,
    loading: answer.isLoading,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
    changing: change.isPending,
    refused: computed(() => (change.error.value ? asProblem(change.error.value) : null)),
    move: (step: { stage: string; on: string; proof: string }) =>
      run((path, version) =>
        unwrap(
          api.POST('/candidacies/{id}/move', { params: { path }, body: { version, ...step } }),
        ),
      ),
    openIssue: (issue: { issue: string; on: string; note: string }) =>
      run((path, version) =>
        unwrap(
          api.POST('/candidacies/{id}/issues', { params: { path }, body: { version, ...issue } }),
        ),
      ),
    closeIssue: (issue: { issue: string; on: string; cure: string }) =>
      run((path, version) =>
        unwrap(
          api.POST('/candidacies/{id}/issues/close', {
            params: { path },
            body: { version, ...issue },
          }),
        ),
      ),
    addNote: (text: string) =>
      run((path) =>
        unwrap(api.POST('/candidacies/{id}/notes', { params: { path }, body: { text } })),
      ),
  }
}
