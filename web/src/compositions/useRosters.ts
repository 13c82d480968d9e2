// The rosters that an authority keeps. What is asked for lives in the address.
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { RosterEntry } from '@/api/types'
import { normaliseUscc } from '@/domain/uscc'

import type { ImportHow } from './imports'
import {
  askedRosters,
  rostersAddress,
  type AskedRosters,
  type EndForm,
  type EntryForm,
} from './rosters'
import { useSession } from './useSession'

export interface ImportFile {
  roster: string
  file: File
  validFrom: string
  source: string
}

export function useRosters() {
  const route = useRoute()
  const router = useRouter()
  const queries = useQueryClient()
  const session = useSession()

  const asked = computed(() => askedRosters(route.query))
  const query = computed(() => ({
    roster: asked.value.roster || undefined,
    on: asked.value.on || undefined,
    q: asked.value.q.trim() || undefined,
  }))

  const rosters = useQuery({
    queryKey: ['rosters', 'list', computed(() => asked.value.on)],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/rosters', { params: { query: { on: asked.value.on || undefined } }, signal }),
      ),
    placeholderData: keepPreviousData,
  })

  const entries = useInfiniteQuery({
    queryKey: ['rosters', 'entries', query],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/rosters/entries', {
          params: { query: { ...query.value, limit: 30, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  })

  const failure = computed(() => rosters.error.value ?? entries.error.value)
  const fresh = () => queries.invalidateQueries({ queryKey: ['rosters'] })

  function ask(change: Partial<AskedRosters>): void {
    void router.replace({ query: rostersAddress({ ...asked.value, ...change }) })
  }

  return {
    asked,
    ask,
    rosters: computed(() => rosters.data.value?.items ?? []),
    entries: computed(() => entries.data.value?.pages.flatMap((page) => page.items) ?? []),
    loading: computed(() => rosters.isLoading.value || entries.isLoading.value),
    loadingMore: entries.isFetchingNextPage,
    hasMore: entries.hasNextPage,
    more: () => void entries.fetchNextPage(),
    problem: computed(() => (failure.value ? asProblem(failure.value) : null)),
    retry: () => {
      void rosters.refetch()
      void entries.refetch()
    },
    /** The authority alone keeps rosters; the server decides, this only spares a refusal. */
    mayManage: computed(() => session.role === 'regulator'),
    fresh,
    exported: async (format: 'xlsx' | 'csv'): Promise<Blob> =>
      await unwrap(
        api.GET('/rosters/export', {
          params: { query: { ...query.value, format } },
          parseAs: 'blob',
        }),
      ),
  }
}

/** What changes entries; each failure is thrown as a Problem. */
export function useRosterChanges(done: () => Promise<void>) {
  const optional = (text: string) => text.trim() || null

  const terms = (form: EntryForm) => ({
    name: form.name.trim(),
    valid_from: form.validFrom,
    valid_to: form.validTo || null,
    source: form.source.trim(),
    note: optional(form.note),
  })

  const change = useMutation({
    mutationFn: (call: () => Promise<RosterEntry>) => call(),
    onSuccess: done,
  })

  return {
    busy: change.isPending,
    add: (form: EntryForm) =>
      change.mutateAsync(() =>
        unwrap(
          api.POST('/rosters/entries', {
            body: { roster: form.roster, uscc: normaliseUscc(form.uscc), ...terms(form) },
          }),
        ),
      ),
    end: (entry: RosterEntry, period: number, form: EndForm) =>
      change.mutateAsync(() =>
        unwrap(
          api.POST('/rosters/entries/{id}/end', {
            params: { path: { id: entry.id } },
            body: {
              version: entry.version,
              period,
              last_day: form.lastDay,
              reason: form.reason.trim(),
            },
          }),
        ),
      ),
    correct: (entry: RosterEntry, period: number, form: EntryForm, strike: boolean) =>
      change.mutateAsync(() =>
        unwrap(
          api.POST('/rosters/entries/{id}/correct', {
            params: { path: { id: entry.id } },
            body: {
              version: entry.version,
              period,
              strike,
              reason: form.reason.trim(),
              ...terms(form),
            },
          }),
        ),
      ),
  }
}

/** Sends a file: to look at it, to write all of it, or to write its good rows. */
export function sendRosterFile(given: ImportFile, how: ImportHow) {
  const form = new FormData()
  form.append('file', given.file)
  return unwrap(
    api.POST('/rosters/import', {
      params: {
        query: {
          roster: given.roster,
          check: how === 'check',
          skip_bad_rows: how === 'some',
          valid_from: given.validFrom || undefined,
          source: given.source.trim() || undefined,
        },
      },
      body: { file: '' },
      bodySerializer: () => form,
    }),
  )
}

/** One entry with its history. */
export const rosterEntry = (id: string) =>
  unwrap(api.GET('/rosters/entries/{id}', { params: { path: { id } } }))
