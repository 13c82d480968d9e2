import { expect, it } from 'vitest'

import { floorOnly } from './useCostRows'

it.each([
  ['an advertised floor is only a floor', 'from', 310, null, true],
  ['a level seen once is where prices begin', 'observed', 365, null, true],
  ['a range has its upper end', 'range', 300, 365, false],
  ['a quoted rate is the price', 'quoted', 290, null, false],
  ['nothing published is no floor', 'from', null, null, false],
] as const)('%s', (_, rate_basis, rate_min_bp, rate_max_bp, want) => {
  expect(floorOnly({ rate_basis, rate_min_bp, rate_max_bp })).toBe(want)
})
