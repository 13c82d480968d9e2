// Which address shows which view, and what it asks of the visitor.
import { nextTick, watch } from 'vue'
import {
  createRouter,
  createWebHistory,
  type Router,
  type RouteLocationNormalized,
  type RouteRecordRaw,
} from 'vue-router'

import { useSession } from '@/compositions/useSession'
import { cultivates } from '@/domain/roles'
import { i18n } from '@/locales'
import OffersView from '@/views/OffersView.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Name of the page's title under `titles` in the locales. */
    title:
      | 'offers'
      | 'offer'
      | 'login'
      | 'register'
      | 'profile'
      | 'needs'
      | 'newNeed'
      | 'editNeed'
      | 'matches'
      | 'compare'
      | 'awards'
      | 'measures'
      | 'ranking'
      | 'rankingCompare'
      | 'candidacy'
      | 'shortlists'
      | 'shortlist'
      | 'notFound'
    /** Only for someone signed in for an enterprise. */
    enterprise?: true
    /** Only for someone who works on listing cultivation. */
    cultivation?: true
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', component: OffersView, meta: { title: 'offers' } },
  {
    path: '/offers/:id',
    component: () => import('@/views/OfferView.vue'),
    props: true,
    meta: { title: 'offer' },
  },
  { path: '/login', component: () => import('@/views/LoginView.vue'), meta: { title: 'login' } },
  {
    path: '/register',
    component: () => import('@/views/RegisterView.vue'),
    meta: { title: 'register' },
  },
  {
    path: '/profile',
    component: () => import('@/views/ProfileView.vue'),
    meta: { title: 'profile', enterprise: true },
  },
  {
    path: '/needs',
    component: () => import('@/views/NeedsView.vue'),
    meta: { title: 'needs', enterprise: true },
  },
  {
    path: '/needs/new',
    component: () => import('@/views/NeedFormView.vue'),
    meta: { title: 'newNeed', enterprise: true },
  },
  {
    path: '/needs/:id/edit',
    component: () => import('@/views/NeedFormView.vue'),
    props: true,
    meta: { title: 'editNeed', enterprise: true },
  },
  {
    path: '/needs/:id/matches',
    component: () => import('@/views/MatchesView.vue'),
    props: true,
    meta: { title: 'matches', enterprise: true },
  },
  {
    path: '/compare',
    component: () => import('@/views/CompareView.vue'),
    meta: { title: 'compare' },
  },
  {
    path: '/awards',
    component: () => import('@/views/AwardsView.vue'),
    meta: { title: 'awards', enterprise: true },
  },
  {
    path: '/measures',
    component: () => import('@/views/MeasuresView.vue'),
    meta: { title: 'measures' },
  },
  {
    path: '/cultivation',
    component: () => import('@/views/RankingView.vue'),
    meta: { title: 'ranking', cultivation: true },
  },
  {
    path: '/cultivation/compare',
    component: () => import('@/views/RankingCompareView.vue'),
    meta: { title: 'rankingCompare', cultivation: true },
  },
  {
    path: '/cultivation/records/:id',
    component: () => import('@/views/CandidacyView.vue'),
    props: true,
    meta: { title: 'candidacy', cultivation: true },
  },
  {
    path: '/cultivation/shortlists',
    component: () => import('@/views/ShortlistsView.vue'),
    meta: { title: 'shortlists', cultivation: true },
  },
  {
    path: '/cultivation/shortlists/new',
    component: () => import('@/views/ShortlistView.vue'),
    meta: { title: 'shortlist', cultivation: true },
  },
  {
    path: '/cultivation/shortlists/:id',
    component: () => import('@/views/ShortlistView.vue'),
    props: true,
    meta: { title: 'shortlist', cultivation: true },
  },
  {
    path: '/:path(.*)*',
    component: () => import('@/views/NotFoundView.vue'),
    meta: { title: 'notFound' },
  },
]

export function createPortalRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved) return saved
      return to.path === from.path ? false : { top: 0 }
    },
  })

  router.beforeEach(async (to) => {
    if (!to.meta.enterprise && !to.meta.cultivation) return true
    const session = useSession()
    await session.restore()
    if (to.meta.enterprise && session.role === 'enterprise') return true
    if (to.meta.cultivation && cultivates(session.role)) return true
    return { path: '/login', query: { next: to.fullPath } }
  })

  router.afterEach((to, from) => {
    setTitle(to)
    // A reader of the screen starts at the new page, not at the old link.
    if (from.matched.length > 0 && to.path !== from.path) {
      void nextTick(() => document.getElementById('main')?.focus({ preventScroll: true }))
    }
  })
  watch(i18n.global.locale, () => setTitle(router.currentRoute.value))
  return router
}

function setTitle(route: RouteLocationNormalized): void {
  const { t } = i18n.global
  if (route.meta.title) document.title = `${t(`titles.${route.meta.title}`)} · 融桥 Rongqiao`
}
