// The enterprise's profile: load, edit, save with a version check.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef } from 'vue'

import { api, unwrap } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import type { DeclaredField, Enterprise } from '@/api/types'
import { useFields } from '@/compositions/useFields'
import { today } from '@/compositions/useVocabularies'

import { fieldsQuery } from './useAsked'
import { profileFaults, profileForm, profileUpdate, type ProfileForm } from './profileForm'

export function useProfile() {
  const queries = useQueryClient()
  const firm = shallowRef<Enterprise | null>(null)
  const asked = shallowRef<DeclaredField[]>([])
  const form = ref<ProfileForm | null>(null)
  const loading = ref(true)
  const loadProblem = shallowRef<Problem | null>(null)
  const sending = ref(false)
  const saved = ref(false)
  const fields = useFields(() => (form.value ? profileFaults(form.value, today()) : {}))

  function take(read: Enterprise): void {
    firm.value = read
    form.value = profileForm(read, asked.value)
  }

  async function load(): Promise<void> {
    loading.value = true
    loadProblem.value = null
    fields.problem.value = null
    try {
      const [read, list] = await Promise.all([
        unwrap(api.GET('/enterprises/me')),
        queries.fetchQuery(fieldsQuery),
      ])
      asked.value = list.items
      take(read)
    } catch (error) {
      loadProblem.value = asProblem(error)
    } finally {
      loading.value = false
    }
  }

  /** Tells whether it was saved. */
  async function save(): Promise<boolean> {
    saved.value = false
    if (!form.value || !firm.value || sending.value || !fields.check()) return false
    sending.value = true
    fields.problem.value = null
    try {
      const body = profileUpdate(form.value, firm.value)
      take(await unwrap(api.PUT('/enterprises/me', { body })))
      saved.value = true
      // Every answer was computed from the profile as it was.
      await Promise.all(
        ['matches', 'awards', 'assessment', 'enterprise'].map((key) =>
          queries.invalidateQueries({ queryKey: [key] }),
        ),
      )
      return true
    } catch (error) {
      fields.problem.value = asProblem(error)
      return false
    } finally {
      sending.value = false
    }
  }

  return {
    form,
    asked,
    fields,
    loading,
    loadProblem,
    sending,
    saved,
    /** Someone else saved since this page was opened. */
    changed: computed(() => fields.problem.value?.status === 409),
    load,
    save,
  }
}
