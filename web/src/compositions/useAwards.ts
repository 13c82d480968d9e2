// What a firm may claim. The project that it is about lives in the address, so
// that an answer can be sent to a colleague and the back button works.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, type LocationQuery, type RouteLocationRaw } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { AwardAnswer, AwardItem, Evidence, Text } from '@/api/types'
import { wanToFen } from '@/domain/money'

import { wordOf } from './useAsked'
import { useSession } from './useSession'

/** The project as typed: codes, and an investment in 万元. */
export interface AwardProject {
  kind: string
  field: string
  state: string
  investment: string
}

const PARTS = ['kind', 'field', 'state', 'investment'] as const

/** Reads an address; what it cannot use is as if it were not there. */
export function projectOf(query: LocationQuery): AwardProject {
  const investment = wordOf(query.investment)
  return {
    kind: wordOf(query.kind),
    field: wordOf(query.field),
    state: wordOf(query.state),
    investment: wanToFen(investment).ok ? investment : '',
  }
}

/** Writes an address: only what was said. */
export function addressOfProject(project: AwardProject): Record<string, string> {
  const said = PARTS.map((part) => [part, project[part].trim()] as const)
  return Object.fromEntries(said.filter(([, value]) => value !== ''))
}

/** What the server is asked: only what was said, the investment in fen. */
export function askedOfProject(project: AwardProject) {
  const fen = wanToFen(project.investment)
  return {
    ...(project.kind && { project_kind: project.kind }),
    ...(project.field && { project_field: project.field }),
    ...(project.state && { project_state: project.state }),
    ...(fen.ok && { project_investment_fen: fen.value }),
  }
}

/** How the awards of a firm are fetched and under which key they are kept. */
export const awardsQuery = (firm: string, project: AwardProject) => ({
  queryKey: ['awards', firm, addressOfProject(project)] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(
      api.GET('/enterprises/{id}/awards', {
        params: { path: { id: firm }, query: askedOfProject(project) },
        signal,
      }),
    ),
})

/** The three groups that the page shows, in its order. */
export const GROUPS = ['claim', 'open', 'out'] as const
export type Group = (typeof GROUPS)[number]

/**
 * What may be applied for now, what still lacks facts, and what is out. An
 * award that waits for a person's judgement alone may be applied for.
 */
export function grouped(
  answer: Pick<AwardAnswer, 'eligible' | 'conditional' | 'ineligible' | 'expired'>,
): Record<Group, AwardItem[]> {
  return {
    claim: [...answer.eligible, ...answer.conditional.filter(({ ready }) => ready)],
    open: answer.conditional.filter(({ ready }) => !ready),
    out: [...answer.ineligible, ...answer.expired],
  }
}

/** What the firm has still to state. */
export const lacking = ({ evidence }: Pick<AwardItem, 'evidence'>): Evidence[] =>
  evidence.filter(({ known }) => !known)

/** The papers to hand in, each once. */
export function papersOf({ evidence }: Pick<AwardItem, 'evidence'>): Text[] {
  const papers = new Map<string, Text>()
  for (const { paper } of evidence) {
    if (paper?.zh && !papers.has(paper.zh)) papers.set(paper.zh, paper)
  }
  return [...papers.values()]
}

/** The id of the form that asks for the project. */
export const PROJECT_FORM = 'project'

/**
 * Where a field is answered: the project on this page, the rest in the
 * profile, which then leads back to these awards.
 */
export function awardAnswerPlace(field: string, project: AwardProject): RouteLocationRaw {
  const query = addressOfProject(project)
  return field.startsWith('need.')
    ? { path: '/awards', query, hash: `#${PROJECT_FORM}` }
    : { path: '/profile', query: { field, awards: new URLSearchParams(query).toString() } }
}

/** The way back from the profile, or null where its reader came from elsewhere. */
export function backToAwards(query: LocationQuery): RouteLocationRaw | null {
  if (query.awards === undefined) return null
  return { path: '/awards', query: Object.fromEntries(new URLSearchParams(wordOf(query.awards))) }
}

export function useAwards() {
  const route = useRoute()
  const session = useSession()
  const firm = computed(() => session.session?.organisation.enterprise_id ?? '')
  const project = computed(() => projectOf(route.query))
  const answer = useQuery(
    computed(() => ({
      ...awardsQuery(firm.value, project.value),
      enabled: firm.value !== '',
      placeholderData: keepPreviousData,
    })),
  )
  return {
    project,
    answer: answer.data,
    groups: computed(() => (answer.data.value ? grouped(answer.data.value) : null)),
    loading: answer.isLoading,
    refreshing: answer.isFetching,
    problem: computed(() => (answer.error.value ? asProblem(answer.error.value) : null)),
    retry: () => void answer.refetch(),
  }
}
