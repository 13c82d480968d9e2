// Which offers were ticked for a side by side comparison.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/** More columns than this cannot be read side by side. */
export const MOST_COMPARED = 4

export const useComparison = defineStore('comparison', () => {
  const ids = ref<string[]>([])
  /** The need whose matches they were ticked in: its costs go with them. */
  const need = ref<string | null>(null)
  const full = computed(() => ids.value.length >= MOST_COMPARED)

  /** Ticks or unticks an offer; a fifth is not taken. */
  function toggle(id: string) {
    if (ids.value.includes(id)) ids.value = ids.value.filter((other) => other !== id)
    else if (!full.value) ids.value = [...ids.value, id]
  }

  /** Starts anew when another need's matches are opened. */
  function about(id: string | null) {
    if (need.value === id) return
    need.value = id
    ids.value = []
  }

  const target = computed(() => ({
    path: '/compare',
    query: { ids: ids.value.join(','), ...(need.value ? { need: need.value } : {}) },
  }))

  return { ids, need, full, target, toggle, about, clear: () => (ids.value = []) }
})

/** Reads `ids` of the address: at most four, each once. */
export function idsOf(query: unknown): string[] {
  const text = typeof query === 'string' ? query : ''
  return [...new Set(text.split(',').filter(Boolean))].slice(0, MOST_COMPARED)
}
