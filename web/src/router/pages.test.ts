import { describe, expect, it } from 'vitest'

import type { Role } from '@/api/types'
import { routes } from '@/router'
import { pagesOf, type PageLink } from '@/router/pages'

const ROLES: (Role | null)[] = [null, 'enterprise', 'bank', 'fund_manager', 'agency', 'regulator']

const links = (role: Role | null): PageLink[] =>
  pagesOf(role).flatMap((entry) => ('pages' in entry ? [...entry.pages] : [entry]))

describe('pagesOf', () => {
  it('shows a visitor the public pages alone, side by side', () => {
    expect(pagesOf(null)).toEqual(links(null))
    expect(links(null).map(({ to }) => to)).toEqual(['/', '/measures'])
  })

  it('puts many pages into groups, none of which holds a single one', () => {
    const entries = pagesOf('enterprise')
    expect(entries.length).toBeLessThanOrEqual(6)
    for (const entry of entries) {
      if ('pages' in entry) expect(entry.pages.length).toBeGreaterThan(1)
    }
  })

  it('leads each role to pages that it may open', () => {
    for (const role of ROLES) {
      for (const { to, area } of links(role)) {
        const route = routes.find(({ path }) => path === to)
        expect(route, to).toBeDefined()
        expect(route?.meta?.area, to).toBe(area)
      }
    }
  })
})
