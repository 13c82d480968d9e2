// What a form says at its fields: our own checks while a person types, and the
// server's faults after they submit, until the field is changed.
import { computed, nextTick, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { asProblem, type Problem } from '@/api/problem'
import type { Messages } from '@/locales'

export interface Fault {
  code: keyof Messages['checks']
  facts?: Record<string, string | number>
}

/** Faults by field path, as the server names fields: "financials[0].year". */
export type Faults = Record<string, Fault | null>

/** Said only once the field was left: while typing they only nag. */
const PATIENT = new Set<Fault['code']>([
  'required',
  'number_missing',
  'added_below_ratio',
  'shares_missing',
  'shares_above',
  'uscc_length',
  'name_length',
  'password_short',
  'email',
  'year_out_of_range',
])

export interface Fields {
  /** The text to show at a field now, or undefined. */
  message: (field: string) => string | undefined
  /** The field was left: all its faults may be shown. */
  leave: (field: string) => void
  /** The field was changed: what the server said of it no longer holds. */
  change: (field: string) => void
  /** Shows all faults, and tells whether there are none. */
  check: () => boolean
  /** Tells whether the fields that match have no fault, and shows them. */
  checkOnly: (wanted: (field: string) => boolean) => boolean
  problem: Ref<Problem | null>
  /** Fields that say something themselves. */
  shown: ComputedRef<string[]>
}

export function useFields(faults: () => Faults): Fields {
  const { t } = useI18n()
  const current = computed(faults)
  const left = reactive(new Set<string>())
  const changed = reactive(new Set<string>())
  const problem = ref<Problem | null>(null)

  function message(field: string): string | undefined {
    const fault = current.value[field]
    if (fault && (left.has(field) || !PATIENT.has(fault.code))) {
      return t(`checks.${fault.code}`, fault.facts ?? {})
    }
    return changed.has(field) ? undefined : problem.value?.at(field)
  }

  function checkOnly(wanted: (field: string) => boolean): boolean {
    const faulty = Object.entries(current.value).filter(([field, fault]) => fault && wanted(field))
    faulty.forEach(([field]) => left.add(field))
    return faulty.length === 0
  }

  return {
    message,
    leave: (field) => left.add(field),
    change: (field) => changed.add(field),
    check: () => checkOnly(() => true),
    checkOnly,
    problem: computed({
      get: () => problem.value,
      set: (value) => {
        problem.value = value
        changed.clear()
      },
    }),
    shown: computed(() => Object.keys(current.value)),
  }
}

/**
 * Sends a form that is sound: `act` sends it, and closes what it stands in. What
 * the server says against it is shown, and the first field with a fault focused.
 */
export async function sendForm(
  fields: Fields,
  root: Ref<HTMLElement | null>,
  act: () => Promise<unknown>,
  sound: () => boolean = fields.check,
): Promise<void> {
  if (sound()) {
    try {
      await act()
      return
    } catch (error) {
      fields.problem.value = asProblem(error)
    }
  }
  await nextTick()
  focusFirstFault(root.value)
}

/** Focuses the first field that shows a fault, once it is drawn. */
export function focusFirstFault(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
