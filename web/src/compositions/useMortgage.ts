// Terms of mortgage value-added loans, and what a need's collateral can secure.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { onceKeys } from '@/api/once'
import { asProblem } from '@/api/problem'
import type { MortgageTermsInput } from '@/api/types'

import { termsByKind } from './mortgage'
import { today } from './useVocabularies'

const KEY = 'mortgage'

export function useMortgageTerms() {
  const found = useQuery({
    queryKey: [KEY, 'terms'],
    queryFn: ({ signal }) => unwrap(api.GET('/mortgage-terms', { signal })),
  })
  return {
    kinds: computed(() => termsByKind(found.data.value?.items ?? [], today())),
    loading: found.isLoading,
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}

/** Of a form that has just been opened. */
export function useEnterTerms() {
  const queries = useQueryClient()
  const keyOf = onceKeys()
  return useMutation({
    mutationFn: (body: MortgageTermsInput) =>
      unwrap(
        api.POST('/mortgage-terms', {
          params: { header: { 'Idempotency-Key': keyOf(body) } },
          body,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEY] }),
  })
}

export function useCeilings(need: () => string) {
  const found = useQuery({
    queryKey: [KEY, 'ceilings', need],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/needs/{id}/mortgage', { params: { path: { id: need() } }, signal })),
  })
  return {
    items: computed(() => found.data.value?.items ?? []),
    loading: found.isLoading,
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}
