// The keys by which a provider's systems call.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { onceKeys } from '@/api/once'
import { asProblem } from '@/api/problem'

import { inUseFirst, keyBody, type KeyForm } from './apiKeys'
import { today } from './useVocabularies'

export function useAPIKeys() {
  const list = useQuery({
    queryKey: ['apiKeys'],
    queryFn: ({ signal }) => unwrap(api.GET('/api-keys', { signal })),
  })
  return {
    items: computed(() => inUseFirst(list.data.value?.items ?? [], today())),
    loading: list.isLoading,
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

export function useAPIKeyChanges() {
  const queries = useQueryClient()
  const keyOf = onceKeys()
  const onSettled = () => queries.invalidateQueries({ queryKey: ['apiKeys'] })
  const path = (id: string) => ({ params: { path: { id } } })
  return {
    // A token is shown once and not kept.
    add: useMutation({
      mutationFn: (form: KeyForm) => {
        const body = keyBody(form)
        return unwrap(
          api.POST('/api-keys', { params: { header: { 'Idempotency-Key': keyOf(body) } }, body }),
        )
      },
      onSettled,
      gcTime: 0,
    }),
    rotate: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/api-keys/{id}/rotate', path(id))),
      onSettled,
      gcTime: 0,
    }),
    revoke: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/api-keys/{id}/revoke', path(id))),
      onSettled,
    }),
  }
}
