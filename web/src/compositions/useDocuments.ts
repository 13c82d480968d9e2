// The documents of a need or an application.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import { saveFile } from '@/api/saveFile'
import type { DocumentFile } from '@/api/types'

import type { Place } from './documents'

/** What the other side uploads while the dialog is open shows within this time. */
const LOOK_AGAIN = 10_000

const pathOf = ({ part }: Place) => `/${part}/{id}/documents` as '/needs/{id}/documents'

export function useDocuments(place: Place) {
  const queries = useQueryClient()
  const key = ['documents', place.part, place.id]
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      unwrap(api.GET(pathOf(place), { params: { path: { id: place.id } }, signal })),
    refetchInterval: LOOK_AGAIN,
    // Names of files that the firm has shut again are not shown for a moment from memory.
    staleTime: 0,
    gcTime: 0,
  })
  const onSettled = () => queries.invalidateQueries({ queryKey: ['documents'] })
  const add = useMutation({
    mutationFn: ({ kind, file }: { kind: string; file: File }) => {
      const form = new FormData()
      form.append('file', file)
      return unwrap(
        api.POST(pathOf(place), {
          params: { path: { id: place.id }, query: { kind, name: file.name } },
          body: { file: '' },
          bodySerializer: () => form,
        }),
      )
    },
    onSettled,
  })
  const remove = useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE('/documents/{id}', { params: { path: { id } } })),
    onSettled,
  })
  const open = useMutation({
    mutationFn: async ({ id, name }: DocumentFile) =>
      saveFile(
        await unwrap(
          api.GET('/documents/{id}/content', { params: { path: { id } }, parseAs: 'blob' }),
        ),
        name,
      ),
  })
  return {
    files: computed(() => list.data.value?.items ?? []),
    checklist: computed(() => list.data.value?.checklist ?? []),
    loading: list.isLoading,
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
    add,
    remove,
    open,
  }
}
