// The pages that the header leads to, by what they are for.
import type { Role } from '@/api/types'
import { opens, type Area } from '@/domain/roles'

export interface PageLink {
  to: string
  /** Key of its name in the locales. */
  text: string
  /** Whose page it is; left out: everyone's. */
  area?: Area
  /** For which of its roles it stands in this group; left out: for all. */
  only?: readonly Role[]
}

export interface PageGroup {
  /** Key of its name in the locales. */
  text: string
  pages: readonly PageLink[]
}

const PAGES: readonly PageGroup[] = [
  {
    text: 'app.groups.offers',
    pages: [
      { to: '/', text: 'app.offers' },
      { to: '/measures', text: 'app.measures' },
    ],
  },
  {
    text: 'app.groups.financing',
    pages: [
      { to: '/queue', text: 'queue.nav', area: 'queue' },
      { to: '/needs', text: 'app.needs', area: 'enterprise' },
      { to: '/applications', text: 'applications.nav', area: 'applications' },
      { to: '/bridges', text: 'bridges.nav', area: 'applications' },
    ],
  },
  {
    text: 'app.groups.firm',
    pages: [
      { to: '/profile', text: 'app.profile', area: 'enterprise' },
      { to: '/tiers', text: 'assessment.nav', area: 'enterprise' },
      { to: '/listing-readiness', text: 'assessment.navReadiness', area: 'enterprise' },
      { to: '/awards', text: 'app.awards', area: 'enterprise' },
      { to: '/monitoring', text: 'monitoring.nav', area: 'monitoring', only: ['enterprise'] },
    ],
  },
  {
    text: 'app.groups.services',
    pages: [
      { to: '/appeals', text: 'appeals.nav', area: 'services' },
      { to: '/receivables', text: 'receivables.nav', area: 'services' },
    ],
  },
  {
    text: 'app.groups.cultivation',
    pages: [
      { to: '/cultivation', text: 'cultivation.nav', area: 'cultivation' },
      { to: '/cultivation/shortlists', text: 'cultivation.navShortlists', area: 'cultivation' },
      { to: '/rosters', text: 'rosters.nav', area: 'rosters' },
      { to: '/monitoring', text: 'monitoring.nav', area: 'monitoring', only: ['agency'] },
    ],
  },
  {
    text: 'app.groups.oversight',
    pages: [
      { to: '/reports/overview', text: 'overview.nav', area: 'rules' },
      { to: '/reports/fairness', text: 'reports.nav', area: 'rules' },
      { to: '/mortgage-terms', text: 'mortgage.nav', area: 'rules' },
      { to: '/monitoring', text: 'monitoring.nav', area: 'monitoring', only: ['regulator'] },
    ],
  },
  {
    text: 'app.groups.systems',
    pages: [{ to: '/integration', text: 'webhooks.nav', area: 'integration' }],
  },
]

/** As many links stand side by side in the header; with more, groups open on demand. */
const SIDE_BY_SIDE = 6

/**
 * What the header shows to a role: single links, and groups of two and more
 * where all the role's pages would not fit side by side.
 */
export function pagesOf(role: Role | null): (PageLink | PageGroup)[] {
  const groups = PAGES.map((group) => ({
    ...group,
    pages: group.pages.filter(
      ({ area, only }) =>
        area === undefined ||
        (opens(area, role) && (only === undefined || only.some((one) => one === role))),
    ),
  })).filter(({ pages }) => pages.length > 0)
  const all = groups.flatMap<PageLink>(({ pages }) => pages)
  if (all.length <= SIDE_BY_SIDE) return all
  return groups.map((group) => (group.pages.length === 1 ? group.pages[0]! : group))
}
