// Who is signed in.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { api, tokens, unwrap } from '@/api/client'
import { onSignedOutElsewhere } from '@/api/tokens'
import type { Registration, Session } from '@/api/types'

export const useSession = defineStore('session', () => {
  const session = shallowRef<Pick<Session, 'user' | 'organisation'> | null>(null)
  const listeners: (() => void)[] = []
  const restoring = ref<Promise<void> | null>(null)

  const signedIn = computed(() => session.value !== null)
  const role = computed(() => session.value?.user.role ?? null)
  const organisationName = computed(() => session.value?.organisation.name ?? '')

  function begin(answer: Session) {
    tokens.keep(answer)
    session.value = answer
  }

  function end() {
    session.value = null
    listeners.forEach((listener) => listener())
  }

  tokens.onForgotten(end)
  onSignedOutElsewhere(() => tokens.forget())

  /** Takes up the sign-in of an earlier visit, once; failing is not an error. */
  function restore(): Promise<void> {
    restoring.value ??= (async () => {
      if (session.value || !tokens.held) return
      try {
        session.value = await tokens.renew()
      } catch {
        // The server cannot be reached: the next call will say so, and the
        // sign-in is kept for a later attempt.
        restoring.value = null
      }
    })()
    return restoring.value
  }

  async function login(email: string, password: string): Promise<void> {
    begin(await unwrap(api.POST('/auth/login', { body: { email, password } })))
  }

  async function register(body: Registration): Promise<void> {
    begin(await unwrap(api.POST('/auth/register', { body })))
  }

  /** Ends the sign-in here at once, and at the server as far as it answers. */
  async function logout(): Promise<void> {
    try {
      await unwrap(api.POST('/auth/logout'))
    } finally {
      tokens.forget()
    }
  }

  return {
    session,
    signedIn,
    role,
    organisationName,
    restore,
    login,
    register,
    logout,
    onEnd: (listener: () => void) => listeners.push(listener),
  }
})
