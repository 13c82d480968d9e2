// The need form in steps: draft, save, submit.
import { useQueryClient } from '@tanstack/vue-query'
import { reactive, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import type { Need } from '@/api/types'
import { emptyNeed, formOf, inStep, needFaults, needInput, STEPS, stepOf } from './needForm'
import { useFields } from './useFields'
import { today } from './useVocabularies'

export function useNeedForm(id: string | undefined) {
  const router = useRouter()
  const queries = useQueryClient()
  const form = reactive(emptyNeed())
  const fields = useFields(() => needFaults(form, today()))
  const step = ref(0)
  const sending = ref(false)
  const loading = ref(id !== undefined)
  const loadProblem = shallowRef<Problem | null>(null)
  /** The draft as the server has it, once it has. */
  const draft = shallowRef<Need | null>(null)

  async function load(): Promise<void> {
    if (id === undefined) return
    loading.value = true
    loadProblem.value = null
    try {
      draft.value = await unwrap(api.GET('/needs/{id}', { params: { path: { id } } }))
      Object.assign(form, formOf(draft.value))
    } catch (error) {
      loadProblem.value = asProblem(error)
    } finally {
      loading.value = false
    }
  }

  /** Goes on when this step has no fault; tells whether it did. */
  function next(): boolean {
    if (!fields.checkOnly((field) => inStep(step.value, field))) return false
    step.value = Math.min(step.value + 1, STEPS.length - 1)
    return true
  }

  function back(): void {
    step.value = Math.max(step.value - 1, 0)
  }

  async function store(): Promise<Need> {
    const body = needInput(form)
    const saved = draft.value
      ? await unwrap(
          api.PATCH('/needs/{id}', {
            params: { path: { id: draft.value.id } },
            body: { ...body, version: draft.value.version },
          }),
        )
      : await unwrap(api.POST('/needs', { body }))
    draft.value = saved
    return saved
  }

  /**
   * Runs a task against the server, unless the form has a fault; a refusal
   * opens the step that it is about. Tells whether all went well.
   */
  async function attempt(task: () => Promise<void>): Promise<boolean> {
    if (sending.value || !sound()) return false
    sending.value = true
    fields.problem.value = null
    try {
      await task()
      await queries.invalidateQueries({ queryKey: ['needs'] })
      return true
    } catch (error) {
      const problem = asProblem(error)
      fields.problem.value = problem
      const first = problem.faults[0]
      if (first) step.value = stepOf(first.field)
      return false
    } finally {
      sending.value = false
    }
  }

  /** Opens the first step with a fault; tells whether there is none. */
  function sound(): boolean {
    if (fields.check()) return true
    step.value = STEPS.findIndex((_, place) => !fields.checkOnly((field) => inStep(place, field)))
    return false
  }

  const save = () =>
    attempt(async () => {
      await store()
      await router.push('/needs')
    })

  const submit = () =>
    attempt(async () => {
      const saved = await store()
      await unwrap(api.POST('/needs/{id}/submit', { params: { path: { id: saved.id } } }))
      await router.push(`/needs/${saved.id}/matches`)
    })

  return {
    form,
    fields,
    step,
    sending,
    loading,
    loadProblem,
    load,
    next,
    back,
    save,
    submit,
  }
}
