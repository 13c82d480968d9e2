// Whether the page is as narrow as a phone, for what CSS cannot draw.
import { onScopeDispose, ref, type Ref } from 'vue'

export function useNarrow(): Ref<boolean> {
  const query = window.matchMedia('(width <= 640px)')
  const narrow = ref(query.matches)
  const update = () => (narrow.value = query.matches)
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))
  return narrow
}
