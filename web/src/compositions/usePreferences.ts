// Of which notices the one who is signed in wants e-mails; a change is saved at once.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { NoticeTopic } from '@/api/types'

import { toggled, topicsOf } from './preferences'
import { useSession } from './useSession'

const KEY = ['preferences']

export function usePreferences() {
  const session = useSession()
  const queries = useQueryClient()
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET('/me/preferences', { signal })),
  })
  const saving = useMutation({
    // One after the other, so that the last one stands.
    scope: { id: 'preferences' },
    mutationFn: (mail: NoticeTopic[]) => unwrap(api.PUT('/me/preferences', { body: { mail } })),
    onSuccess: (saved) => queries.setQueryData(KEY, saved),
    onError: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const chosen = computed(
    () =>
      (saving.isPending.value ? saving.variables.value : undefined) ?? found.data.value?.mail ?? [],
  )
  return {
    preferences: found.data,
    topics: computed(() => topicsOf(session.role)),
    chosen,
    choose: (topic: NoticeTopic, on: boolean) => saving.mutate(toggled(chosen.value, topic, on)),
    state: computed(() =>
      saving.isPending.value ? 'saving' : saving.isSuccess.value ? 'saved' : null,
    ),
    refused: computed(() => (saving.error.value ? asProblem(saving.error.value) : null)),
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}
