// The registration form of an enterprise.
import { computed, reactive, ref } from 'vue'
import { useRouter } from 'vue-router'

import { asProblem } from '@/api/problem'
import type { Registration } from '@/api/types'
import { needed } from '@/compositions/typed'
import { useFields, type Fault, type Faults } from '@/compositions/useFields'
import { useSession } from '@/compositions/useSession'
import { today } from '@/compositions/useVocabularies'
import { normaliseUscc, usccFault } from '@/domain/uscc'

/** The server's least length of a password, in characters. */
export const LEAST_PASSWORD = 10

export interface RegistrationForm {
  uscc: string
  enterpriseName: string
  foundedOn: string
  district: string
  industry: string
  name: string
  email: string
  password: string
}

function codeFault(text: string): Fault | null {
  const code = normaliseUscc(text)
  if (code === '') return { code: 'required' }
  const fault = usccFault(code)
  return fault && { code: fault, facts: { have: code.length } }
}

function lengthFault(text: string): Fault | null {
  const length = [...text.trim()].length
  if (length === 0) return { code: 'required' }
  return length >= 2 && length <= 100 ? null : { code: 'name_length' }
}

function passwordFault(text: string): Fault | null {
  if (text === '') return { code: 'required' }
  return [...text].length >= LEAST_PASSWORD
    ? null
    : { code: 'password_short', facts: { least: LEAST_PASSWORD } }
}

function emailFault(text: string): Fault | null {
  if (text.trim() === '') return { code: 'required' }
  return /^[^\s@]+@[^\s@]+$/.test(text.trim()) ? null : { code: 'email' }
}

function foundedFault(day: string, now: string): Fault | null {
  if (day === '') return { code: 'required' }
  return day > now ? { code: 'date_in_future' } : null
}

/** All faults by the server's field names; `now` is YYYY-MM-DD. */
export function registrationFaults(form: RegistrationForm, now: string): Faults {
  return {
    uscc: codeFault(form.uscc),
    enterprise_name: lengthFault(form.enterpriseName),
    founded_on: foundedFault(form.foundedOn, now),
    district: needed(form.district),
    industry: needed(form.industry),
    name: needed(form.name),
    email: emailFault(form.email),
    password: passwordFault(form.password),
  }
}

function registrationOf(form: RegistrationForm): Registration {
  return {
    email: form.email.trim(),
    password: form.password,
    name: form.name.trim(),
    uscc: normaliseUscc(form.uscc),
    enterprise_name: form.enterpriseName.trim(),
    founded_on: form.foundedOn,
    district: form.district,
    industry: form.industry,
  }
}

export function useRegistration() {
  const session = useSession()
  const router = useRouter()
  const sending = ref(false)
  const form = reactive<RegistrationForm>({
    uscc: '',
    enterpriseName: '',
    foundedOn: '',
    district: '',
    industry: '',
    name: '',
    email: '',
    password: '',
  })
  const fields = useFields(() => registrationFaults(form, today()))

  async function submit(): Promise<void> {
    if (sending.value || !fields.check()) return
    sending.value = true
    fields.problem.value = null
    try {
      await session.register(registrationOf(form))
      await router.push('/profile')
    } catch (error) {
      fields.problem.value = asProblem(error)
    } finally {
      sending.value = false
    }
  }

  return {
    form,
    fields,
    sending,
    usccRight: computed(() => form.uscc !== '' && codeFault(form.uscc) === null),
    submit,
  }
}
