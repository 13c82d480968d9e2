// The offer search. What is asked for lives in the address, so that a search
// can be sent to a colleague and the back button works.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { OfferSort } from '@/api/types'
import { wanToFen } from '@/domain/money'

/** The facets that can be ticked, in the order they are shown. */
export const FACETS = ['kind', 'tier', 'district', 'industry', 'provider'] as const
export type FacetName = (typeof FACETS)[number]

export const SORTS = ['relevance', 'rate', 'amount_desc', 'name'] as const satisfies OfferSort[]

export interface Asked extends Record<FacetName, string[]> {
  q: string
  /** 万元 as typed. */
  amount: string
  /** Months as typed. */
  term: string
  sort: OfferSort
}

const one = (value: LocationQuery[string] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

const many = (value: LocationQuery[string] | undefined): string[] =>
  [value ?? []].flat().filter((entry): entry is string => Boolean(entry))

/** Reads an address; what it cannot use is as if it were not there. */
export function askedOf(query: LocationQuery): Asked {
  const sort = one(query.sort)
  return {
    q: one(query.q),
    kind: many(query.kind),
    tier: many(query.tier),
    district: many(query.district),
    industry: many(query.industry),
    provider: many(query.provider),
    amount: one(query.amount),
    term: one(query.term),
    sort: SORTS.find((known) => known === sort) ?? 'relevance',
  }
}

/** Writes an address: only what was asked for. */
export function addressOf(asked: Asked): LocationQuery {
  return Object.fromEntries<string | string[]>(
    Object.entries({ ...asked }).filter(
      ([key, value]) => value.length > 0 && !(key === 'sort' && value === 'relevance'),
    ),
  )
}

/** Months as typed, or undefined when they are none. */
export function monthsOf(text: string): number | undefined {
  const months = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0
  return months >= 1 && months <= 360 ? months : undefined
}

/** The search as the server takes it. */
export function wireQuery(asked: Asked) {
  const amount = asked.amount ? wanToFen(asked.amount) : null
  const some = (codes: string[]) => (codes.length > 0 ? codes : undefined)
  return {
    q: asked.q || undefined,
    kind: some(asked.kind) as ('loan' | 'fund' | 'award')[] | undefined,
    tier: some(asked.tier),
    district: some(asked.district),
    industry: some(asked.industry),
    provider: some(asked.provider),
    amount_fen: amount?.ok && amount.value > 0 ? amount.value : undefined,
    term_months: monthsOf(asked.term),
    sort: asked.sort,
    limit: 20,
  }
}

export function useOfferSearch() {
  const route = useRoute()
  const router = useRouter()
  const { locale } = useI18n()

  const asked = computed(() => askedOf(route.query))
  const query = computed(() => wireQuery(asked.value))

  const found = useInfiniteQuery({
    queryKey: ['offers', query, locale],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/offers', {
          params: { query: { ...query.value, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  })

  const first = computed(() => found.data.value?.pages[0])

  function ask(change: Partial<Asked>): void {
    void router.replace({ path: '/', query: addressOf({ ...asked.value, ...change }) })
  }

  function toggle(facet: FacetName, code: string): void {
    const chosen = asked.value[facet]
    ask({
      [facet]: chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code],
    })
  }

  return {
    asked,
    ask,
    toggle,
    clear: () =>
      void router.replace({ path: '/', query: addressOf({ ...askedOf({}), q: asked.value.q }) }),
    offers: computed(() => found.data.value?.pages.flatMap((page) => page.items) ?? []),
    facets: computed(() => first.value?.facets),
    total: computed(() => first.value?.total ?? 0),
    degraded: computed(() => found.data.value?.pages.some((page) => page.degraded) ?? false),
    loading: found.isLoading,
    refreshing: computed(() => found.isFetching.value && !found.isFetchingNextPage.value),
    loadingMore: found.isFetchingNextPage,
    hasMore: found.hasNextPage,
    more: () => void found.fetchNextPage(),
    problem: computed(() => (found.error.value ? asProblem(found.error.value) : null)),
    retry: () => void found.refetch(),
  }
}
