import './styles/tokens.css'
import './styles/base.css'
import './styles/element.css'

import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'

import { asProblem } from '@/api/problem'
import App from '@/App.vue'
import { useSession } from '@/compositions/useSession'
import { i18n, rememberedLanguage, setLanguage } from '@/locales'
import { createPortalRouter } from '@/router'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // An answer of the server stands; only a lost connection is tried again.
      retry: (failures, error) => asProblem(error).status === 0 && failures < 2,
    },
  },
})

const app = createApp(App)
app.use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient: queries })

const session = useSession()
session.onEnd(() => queries.clear())

// The language comes first, so that the first answer is asked for in it.
await setLanguage(rememberedLanguage())
void session.restore()
app.use(createPortalRouter()).mount('#app')

// A page that was open over an upgrade asks for files that are gone.
window.addEventListener('vite:preloadError', () => window.location.reload())
