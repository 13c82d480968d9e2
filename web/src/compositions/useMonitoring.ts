// The weekly sheet: of all firms within reach for those who look on, of one's
// own firm for those who report. The week lives in the address.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { MonitoringInput, RosterEntry } from '@/api/types'

import type { ImportHow } from './imports'
import { askedSheet, lastDayOf, missingOf, sheetAddress, type AskedSheet } from './monitoring'
import { today } from './useVocabularies'

/** The roster whose firms report every week. */
const ROSTER = 'double_hundred'
const KEY = 'monitoring'
/** As many weeks of a firm as are shown: a year and a little. */
export const WEEKS = 60

export function useWeek() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => askedSheet(route.query, today()))
  return {
    asked,
    ask: (change: Partial<AskedSheet>) =>
      void router.replace({ query: sheetAddress({ ...asked.value, ...change }, today()) }),
  }
}

/** All who stand on the roster on a day, within one's reach. */
async function rosterOn(day: string, signal: AbortSignal): Promise<RosterEntry[]> {
  const all: RosterEntry[] = []
  for (let cursor: string | undefined; ;) {
    const page = await unwrap(
      api.GET('/rosters/entries', {
        params: { query: { roster: ROSTER, on: day, limit: 100, cursor } },
        signal,
      }),
    )
    all.push(...page.items)
    if (!page.next_cursor) return all
    cursor = page.next_cursor
  }
}

export function useSheet(week: () => string) {
  const queries = useQueryClient()
  const sheet = useQuery({
    queryKey: [KEY, 'sheet', week],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/monitoring', { params: { query: { week: week() } }, signal })),
    placeholderData: keepPreviousData,
  })
  const day = computed(() => lastDayOf(week(), today()))
  const roster = useQuery({
    queryKey: [KEY, 'roster', day],
    queryFn: ({ signal }) => rosterOn(day.value, signal),
    placeholderData: keepPreviousData,
  })
  const lines = computed(() => sheet.data.value?.items ?? [])
  const failure = computed(() => sheet.error.value ?? roster.error.value)
  return {
    lines,
    missing: computed(() => missingOf(roster.data.value ?? [], lines.value)),
    loading: computed(() => sheet.isLoading.value || roster.isLoading.value),
    problem: computed(() => (failure.value ? asProblem(failure.value) : null)),
    retry: () => {
      void sheet.refetch()
      void roster.refetch()
    },
    fresh: () => queries.invalidateQueries({ queryKey: [KEY] }),
  }
}

/** The weeks of one firm, the newest first; nothing is asked without one. */
export function useTrend(uscc: () => string) {
  const found = useQuery({
    queryKey: [KEY, 'trend', uscc],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/monitoring/{uscc}', {
          params: { path: { uscc: uscc() }, query: { limit: WEEKS } },
          signal,
        }),
      ),
    enabled: () => uscc() !== '',
  })
  return {
    lines: computed(() => found.data.value?.items ?? []),
    loaded: found.isSuccess,
    loading: found.isLoading,
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}

/** One's own firm as it stands on the roster today; null where it does not. */
export function useOwnPlace() {
  const found = useQuery({
    queryKey: [KEY, 'own'],
    queryFn: async ({ signal }) => (await rosterOn(today(), signal))[0] ?? null,
  })
  return {
    place: computed(() => found.data.value ?? null),
    loading: found.isLoading,
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}

export function useReport() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: MonitoringInput) => unwrap(api.POST('/monitoring', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEY] }),
  })
}

export function sendWeeksFile(file: File, week: string, how: ImportHow) {
  const form = new FormData()
  form.append('file', file)
  return unwrap(
    api.POST('/monitoring/import', {
      params: { query: { week, check: how === 'check', skip_bad_rows: how === 'some' } },
      body: { file: '' },
      bodySerializer: () => form,
    }),
  )
}
