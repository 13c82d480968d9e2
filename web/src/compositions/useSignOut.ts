// Signing out, from any page: ends the sign-in and goes where anyone may be.
import { useRoute, useRouter } from 'vue-router'

import { useSession } from '@/compositions/useSession'

export function useSignOut() {
  const session = useSession()
  const router = useRouter()
  const route = useRoute()

  async function signOut(): Promise<void> {
    try {
      await session.logout()
    } catch {
      // Signed out here; the server's token ends by itself.
    }
    if (route.meta.area) await router.push('/')
  }

  return { signOut }
}
