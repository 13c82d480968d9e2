// What the rule sheets come to for a firm: one's own, or another that the
// reader may see.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'

import { today } from './useVocabularies'
import { useSession } from './useSession'

type Page = 'tiers' | 'listing-readiness'

/** The firm of the page's address, or one's own where it names none. */
export function useAssessment(page: Page, of: () => string | undefined) {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const own = computed(() => session.session?.organisation.enterprise_id ?? '')
  const firm = computed(() => of() || own.value)
  /** The day to judge on lives in the address; today where it has none. */
  const on = computed({
    get: () => (typeof route.query.on === 'string' ? route.query.on : ''),
    set: (day) => void router.replace({ query: { ...route.query, on: day || undefined } }),
  })
  const options = () => ({
    params: { path: { id: firm.value }, query: on.value ? { on: on.value } : {} },
  })
  const answer = useQuery({
    queryKey: ['assessment', page, firm, on],
    queryFn: ({ signal }) =>
      page === 'tiers'
        ? unwrap(api.GET('/enterprises/{id}/tiers', { ...options(), signal }))
        : unwrap(api.GET('/enterprises/{id}/listing-readiness', { ...options(), signal })),
    enabled: computed(() => firm.value !== ''),
  })
  const profile = useQuery({
    queryKey: ['enterprise', firm],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/enterprises/{id}', { params: { path: { id: firm.value } }, signal })),
    enabled: computed(() => firm.value !== ''),
  })
  const credit = useQuery({
    queryKey: ['creditValues', firm],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/enterprises/{id}/credit-values', {
          params: { path: { id: firm.value } },
          signal,
        }),
      ),
    enabled: computed(() => page === 'tiers' && firm.value !== ''),
  })
  const day = computed(() => on.value || today())
  return {
    firm,
    on,
    /** The reader is the firm, so what is missing can be filled in. */
    mine: computed(() => firm.value !== '' && firm.value === own.value),
    name: computed(() => profile.data.value?.name ?? ''),
    /** Titles valid on the day. */
    held: computed(() =>
      (profile.data.value?.tiers ?? [])
        .filter((one) => one.from <= day.value && (!one.until || day.value <= one.until))
        .map((one) => one.code),
    ),
    answer: answer.data,
    /** Kept results of credit value, the newest first. */
    credit: computed(() => credit.data.value?.items ?? []),
    loading: computed(() => answer.isLoading.value || profile.isLoading.value),
    problem: computed(() => {
      const failure = answer.error.value ?? profile.error.value ?? credit.error.value
      return failure ? asProblem(failure) : null
    }),
    retry: () => {
      void answer.refetch()
      void profile.refetch()
      if (page === 'tiers') void credit.refetch()
    },
  }
}
