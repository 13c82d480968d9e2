// Keeps what the portal remembers in step with the server: for as long as
// someone is signed in and looks at the page, it follows what changes.
import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref, watch } from 'vue'

import { feed } from '@/api/client'
import type { Change } from '@/api/types'
import { useSession } from '@/compositions/useSession'

/** A hidden tab lets go of its stream after this long; a browser has few connections. */
export const HIDDEN_FOR = 30_000

/** Changes that come together are read together. */
const TOGETHER = 300

/** An answer that is out of date; "none" where the page itself says when to read it anew. */
export interface Stale {
  queryKey: readonly string[]
  refetchType: 'active' | 'none'
}

/** What is out of date after a change. */
export function staleAfter({ type, id }: Pick<Change, 'type' | 'id'>): Stale[] {
  const read = (...queryKey: string[]): Stale => ({ queryKey, refetchType: 'active' })
  // Nobody wants the list that they are reading to be put in another order.
  const matches: Stale = { queryKey: ['matches'], refetchType: 'none' }
  switch (type) {
    case 'need.saved':
      return [read('needs'), read('need', id ?? ''), read('queue')]
    case 'offer.saved':
      return [read('offer', id ?? ''), matches, read('awards')]
    case 'enterprise.saved':
      return [matches, read('awards'), read('assessment'), read('enterprise', id ?? '')]
    case 'application.saved':
      return [read('applications'), read('documents')]
    case 'bridge.saved':
    case 'bridge_fund.saved':
      return [read('bridges')]
    case 'appeal.saved':
      return [read('appeals')]
    case 'notice.saved':
      return [read('notices')]
    case 'candidacy.saved':
      return [read('candidacy', id ?? ''), read('ranking')]
    case 'shortlist.saved':
      return [read('shortlist', id ?? ''), read('shortlists')]
    case 'reset':
      return [
        read('needs'),
        read('need'),
        read('offer'),
        read('candidacy'),
        read('ranking'),
        read('shortlist'),
        read('shortlists'),
        matches,
        read('awards'),
        read('assessment'),
        read('enterprise'),
        read('queue'),
        read('applications'),
        read('documents'),
        read('bridges'),
        read('appeals'),
        read('notices'),
      ]
    default:
      return [] // of a newer server
  }
}

/** Tells whether the page is looked at, or was until a moment ago. */
function useLookedAt() {
  const lookedAt = ref(true)
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    clearTimeout(timer)
    if (!document.hidden) lookedAt.value = true
    else timer = setTimeout(() => (lookedAt.value = false), HIDDEN_FOR)
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return lookedAt
}

export function useLive() {
  const session = useSession()
  const queries = useQueryClient()
  const lookedAt = useLookedAt()
  const stale = new Map<string, Stale>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush() {
    timer = undefined
    stale.forEach((one) => void queries.invalidateQueries(one))
    stale.clear()
  }

  const off = feed.onChange((change) => {
    for (const one of staleAfter(change)) stale.set(one.queryKey.join('/'), one)
    timer ??= setTimeout(flush, TOGETHER)
  })
  watch(
    () => session.signedIn && lookedAt.value,
    (on) => (on ? feed.start() : feed.stop()),
    { immediate: true },
  )
  session.onEnd(() => feed.forget())
  onScopeDispose(() => {
    off()
    clearTimeout(timer)
    feed.stop()
  })
}
