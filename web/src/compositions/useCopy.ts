// Puts a text that is shown on the clipboard.
import { ref } from 'vue'

export function useCopy() {
  const copied = ref<'copied' | 'notCopied' | null>(null)

  async function copy(text: string, shown: HTMLElement | null) {
    try {
      await navigator.clipboard.writeText(text)
      copied.value = 'copied'
    } catch {
      // There is no clipboard without TLS, or it was refused.
      if (shown) getSelection()?.selectAllChildren(shown)
      copied.value = 'notCopied'
    }
  }

  return { copied, copy }
}
