// The answer for a need, and what of it is shown.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { MatchAnswer, MatchItem, OfferSummary, Reason, Verdict } from '@/api/types'

/** Cards drawn at first, and with each "show more". */
const PAGE = 10

/** The most that one answer holds. */
const MOST = 500

/** Below this share of the weights, in basis points, a score says little. */
const ENOUGH = 4_000

/** Tells whether too little is known for the score to rank by. */
export const thin = ({ coverage }: Pick<MatchItem, 'coverage'>): boolean => coverage < ENOUGH

export const VERDICTS = ['eligible', 'conditional'] as const satisfies Verdict[]
export type Shown = '' | (typeof VERDICTS)[number]
export type ShownKind = '' | OfferSummary['kind']

/** How the matches of a need are fetched and under which key they are kept. */
export const matchesQuery = (id: string, limit: number) => ({
  queryKey: ['matches', id, limit] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(api.GET('/needs/{id}/matches', { params: { path: { id }, query: { limit } }, signal })),
})

export interface Ranked {
  rank: number
  item: MatchItem
}

/** The items with their rank, narrowed to a verdict and a kind. */
export function narrowed(
  answer: MatchAnswer | undefined,
  verdict: Shown,
  kind: ShownKind,
): Ranked[] {
  return (answer?.items ?? [])
    .map((item, place) => ({ rank: place + 1, item }))
    .filter(
      ({ item }) => (!verdict || item.verdict === verdict) && (!kind || item.offer.kind === kind),
    )
}

/** Lines of the fit score are named after their indicator. */
const ofScore = (reason: Reason): boolean => reason.criterion.startsWith('fit.')

/** Tells whether the measure of an indicator is published. */
export const measured = ({ have }: Pick<Reason, 'have'>): boolean => Boolean(have?.zh)

/** Reasons by what they are; criteria with what is missing before what is met. */
export function sorted(reasons: readonly Reason[]) {
  const order = { not_met: 0, unknown: 1, judgement: 2, met: 3, scored: 4 }
  const score = reasons.filter(ofScore)
  const rest = reasons.filter((reason) => !ofScore(reason))
  const criteria = rest
    .filter((reason) => reason.outcome !== 'judgement')
    .sort((one, other) => order[one.outcome] - order[other.outcome])
  return {
    criteria,
    unknown: criteria.filter((reason) => reason.outcome === 'unknown'),
    judgements: rest.filter((reason) => reason.outcome === 'judgement'),
    score,
    /** Indicators that are published: the others leave the denominator. */
    scored: score.filter((reason) => measured(reason)),
  }
}

/** Basis points of the full score as points of 100: 8250 becomes 82.5. */
export const pointsOf = (basisPoints: number): number => basisPoints / 100

export function useMatches(id: () => string) {
  const limit = ref(100)
  const verdict = ref<Shown>('')
  const kind = ref<ShownKind>('')
  const drawn = ref(PAGE)

  const answer = useQuery(
    computed(() => ({ ...matchesQuery(id(), limit.value), placeholderData: keepPreviousData })),
  )
  const need = useQuery(
    computed(() => ({
      queryKey: ['need', id()],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(api.GET('/needs/{id}', { params: { path: { id: id() } }, signal })),
    })),
  )

  watch([verdict, kind], () => (drawn.value = PAGE))

  const items = computed(() => narrowed(answer.data.value, verdict.value, kind.value))
  /** Ranked offers that this answer was too short for. */
  const beyond = computed(() => {
    const got = answer.data.value
    return got ? Math.max(0, got.counts.eligible + got.counts.conditional - got.items.length) : 0
  })

  function more() {
    drawn.value += 2 * PAGE
    if (drawn.value > items.value.length && beyond.value > 0) limit.value = MOST
  }

  /** By offer: what its provider answered the firm the last time. */
  const declined = computed(
    () => new Map((answer.data.value?.declined ?? []).map((one) => [one.offer_id, one])),
  )

  const failure = computed(() => answer.error.value ?? need.error.value)

  return {
    answer: answer.data,
    need: need.data,
    verdict,
    kind,
    items: computed(() => items.value.slice(0, drawn.value)),
    left: computed(() => Math.max(0, items.value.length - drawn.value) + beyond.value),
    more,
    declined,
    loading: computed(() => answer.isLoading.value || need.isLoading.value),
    problem: computed(() => (failure.value ? asProblem(failure.value) : null)),
    retry: () => {
      void answer.refetch()
      void need.refetch()
    },
  }
}
