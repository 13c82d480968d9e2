// Tells the reader of a need's matches that they could be out of date.
import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref, watch } from 'vue'

import { feed } from '@/api/client'
import type { Change } from '@/api/types'

export type News = 'offers' | 'profile' | 'both'

/**
 * Every server's engine follows a change within this long, so that whoever
 * refreshes when told does not get the old answer; and a provider that changes
 * ten offers is one piece of news.
 */
export const SETTLED = 2_000

/** What is new after a change, beside what was new already. */
export function newsAfter(was: News | null, type: Change['type']): News | null {
  const now: Partial<Record<Change['type'], News>> = {
    'offer.saved': 'offers',
    'enterprise.saved': 'profile',
    reset: 'both',
  }
  const add = now[type] ?? null
  if (!was || !add) return was ?? add
  return was === add ? was : 'both'
}

export function useMatchNews(id: () => string) {
  const queries = useQueryClient()
  const news = ref<News | null>(null)
  const refreshing = ref(false)
  /** The answer is the one after a refresh. */
  const done = ref(false)
  let heard: News | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function refresh() {
    refreshing.value = true
    await queries.invalidateQueries({ queryKey: ['matches', id()] })
    refreshing.value = false
    news.value = null
    done.value = true
  }

  function settle() {
    timer = undefined
    news.value = heard ? (news.value && news.value !== heard ? 'both' : heard) : news.value
    heard = null
    done.value = false
    // Nobody is in the middle of reading.
    if (news.value && document.hidden) void refresh()
  }

  const off = feed.onChange(({ type }) => {
    heard = newsAfter(heard, type)
    if (heard) timer ??= setTimeout(settle, SETTLED)
  })
  watch(id, () => {
    news.value = null
    done.value = false
  })
  onScopeDispose(() => {
    off()
    clearTimeout(timer)
  })

  return { news, done, refreshing, refresh }
}
