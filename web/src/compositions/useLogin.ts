// The sign-in form.
import { reactive, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { asProblem } from '@/api/problem'
import { useFields } from '@/compositions/useFields'
import { useSession } from '@/compositions/useSession'
import { homeOf } from '@/domain/roles'

/** Where to go after signing in: a path of ours, never another host's. */
export function nextPage(query: unknown, home = '/needs'): string {
  return typeof query === 'string' && /^\/(?![/\\])/.test(query) ? query : home
}

export function useLogin() {
  const session = useSession()
  const router = useRouter()
  const route = useRoute()
  const form = reactive({ email: '', password: '' })
  const sending = ref(false)
  const fields = useFields(() => ({
    email: form.email.trim() ? null : { code: 'required' },
    password: form.password ? null : { code: 'required' },
  }))

  async function submit(): Promise<void> {
    if (!fields.check() || sending.value) return
    sending.value = true
    try {
      await session.login(form.email.trim(), form.password)
      const home = homeOf(session.role)
      await router.push(home === '/' ? home : nextPage(route.query.next, home))
    } catch (error) {
      fields.problem.value = asProblem(error)
    } finally {
      sending.value = false
    }
  }

  return { form, fields, sending, submit }
}
