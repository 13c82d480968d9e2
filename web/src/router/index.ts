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
import { opens, type Area } from '@/domain/roles'
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
      | 'tiers'
      | 'readiness'
      | 'overview'
      | 'fairness'
      | 'rulesPreview'
      | 'rosters'
      | 'queue'
      | 'monitoring'
      | 'mortgageTerms'
      | 'applications'
      | 'bridges'
      | 'receivables'
      | 'appeals'
      | 'notices'
      | 'integration'
      | 'notFound'
    /** Only for those whose role has these pages. */
    area?: Area
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
    meta: { title: 'profile', area: 'enterprise' },
  },
  {
    path: '/needs',
    component: () => import('@/views/NeedsView.vue'),
    meta: { title: 'needs', area: 'enterprise' },
  },
  {
    path: '/needs/new',
    component: () => import('@/views/NeedFormView.vue'),
    meta: { title: 'newNeed', area: 'enterprise' },
  },
  {
    path: '/needs/:id/edit',
    component: () => import('@/views/NeedFormView.vue'),
    props: true,
    meta: { title: 'editNeed', area: 'enterprise' },
  },
  {
    path: '/needs/:id/matches',
    component: () => import('@/views/MatchesView.vue'),
    props: true,
    meta: { title: 'matches', area: 'matches' },
  },
  {
    path: '/compare',
    component: () => import('@/views/CompareView.vue'),
    meta: { title: 'compare' },
  },
  {
    path: '/awards',
    component: () => import('@/views/AwardsView.vue'),
    meta: { title: 'awards', area: 'enterprise' },
  },
  {
    path: '/measures',
    component: () => import('@/views/MeasuresView.vue'),
    meta: { title: 'measures' },
  },
  {
    path: '/cultivation',
    component: () => import('@/views/RankingView.vue'),
    meta: { title: 'ranking', area: 'cultivation' },
  },
  {
    path: '/cultivation/compare',
    component: () => import('@/views/RankingCompareView.vue'),
    meta: { title: 'rankingCompare', area: 'cultivation' },
  },
  {
    path: '/cultivation/records/:id',
    component: () => import('@/views/CandidacyView.vue'),
    props: true,
    meta: { title: 'candidacy', area: 'cultivation' },
  },
  {
    path: '/cultivation/shortlists',
    component: () => import('@/views/ShortlistsView.vue'),
    meta: { title: 'shortlists', area: 'cultivation' },
  },
  {
    path: '/cultivation/shortlists/new',
    component: () => import('@/views/ShortlistView.vue'),
    meta: { title: 'shortlist', area: 'cultivation' },
  },
  {
    path: '/cultivation/shortlists/:id',
    component: () => import('@/views/ShortlistView.vue'),
    props: true,
    meta: { title: 'shortlist', area: 'cultivation' },
  },
  {
    path: '/tiers',
    component: () => import('@/views/TiersView.vue'),
    meta: { title: 'tiers', area: 'enterprise' },
  },
  {
    path: '/listing-readiness',
    component: () => import('@/views/ReadinessView.vue'),
    meta: { title: 'readiness', area: 'enterprise' },
  },
  {
    path: '/enterprises/:id/tiers',
    component: () => import('@/views/TiersView.vue'),
    props: true,
    meta: { title: 'tiers', area: 'queue' },
  },
  {
    path: '/enterprises/:id/listing-readiness',
    component: () => import('@/views/ReadinessView.vue'),
    props: true,
    meta: { title: 'readiness', area: 'queue' },
  },
  {
    path: '/reports/overview',
    component: () => import('@/views/OverviewView.vue'),
    meta: { title: 'overview', area: 'rules' },
  },
  {
    path: '/reports/fairness',
    component: () => import('@/views/FairnessView.vue'),
    meta: { title: 'fairness', area: 'rules' },
  },
  {
    path: '/rules/preview',
    component: () => import('@/views/RulesPreviewView.vue'),
    meta: { title: 'rulesPreview', area: 'rules' },
  },
  {
    path: '/rosters',
    component: () => import('@/views/RostersView.vue'),
    meta: { title: 'rosters', area: 'rosters' },
  },
  {
    path: '/monitoring',
    component: () => import('@/views/MonitoringView.vue'),
    meta: { title: 'monitoring', area: 'monitoring' },
  },
  {
    path: '/mortgage-terms',
    component: () => import('@/views/MortgageTermsView.vue'),
    meta: { title: 'mortgageTerms', area: 'rules' },
  },
  {
    path: '/applications',
    component: () => import('@/views/ApplicationsView.vue'),
    meta: { title: 'applications', area: 'applications' },
  },
  {
    path: '/bridges',
    component: () => import('@/views/BridgesView.vue'),
    meta: { title: 'bridges', area: 'applications' },
  },
  {
    path: '/appeals',
    component: () => import('@/views/AppealsView.vue'),
    meta: { title: 'appeals', area: 'services' },
  },
  {
    path: '/receivables',
    component: () => import('@/views/ReceivablesView.vue'),
    meta: { title: 'receivables', area: 'services' },
  },
  {
    path: '/notices',
    component: () => import('@/views/NoticesView.vue'),
    meta: { title: 'notices', area: 'notices' },
  },
  {
    path: '/integration',
    component: () => import('@/views/IntegrationView.vue'),
    meta: { title: 'integration', area: 'integration' },
  },
  {
    path: '/queue',
    component: () => import('@/views/QueueView.vue'),
    meta: { title: 'queue', area: 'queue' },
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
    if (!to.meta.area) return true
    const session = useSession()
    await session.restore()
    if (opens(to.meta.area, session.role)) return true
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
