import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'

import { idsOf, useComparison } from './useComparison'

beforeEach(() => setActivePinia(createPinia()))

it('a fifth offer is not taken, and one that is taken can be put back', () => {
  const comparison = useComparison()
  for (const id of ['a', 'b', 'c', 'd', 'e']) comparison.toggle(id)
  expect(comparison.ids).toEqual(['a', 'b', 'c', 'd'])
  expect(comparison.full).toBe(true)
  comparison.toggle('b')
  comparison.toggle('e')
  expect(comparison.target).toEqual({ path: '/compare', query: { ids: 'a,c,d,e' } })
})

it("another need's matches start a new comparison, the same need keeps it", () => {
  const comparison = useComparison()
  comparison.about('need_1')
  comparison.toggle('a')
  comparison.about('need_1')
  expect(comparison.target.query).toEqual({ ids: 'a', need: 'need_1' })
  comparison.about('need_2')
  expect(comparison.ids).toEqual([])
})

it.each([
  ['an address without ids has none', undefined, []],
  ['ids are taken once and at most four', 'a,b,a,,c,d,e', ['a', 'b', 'c', 'd']],
  ['a repeated parameter is not read', ['a', 'b'], []],
])('%s', (_, query, want) => {
  expect(idsOf(query)).toEqual(want)
})
