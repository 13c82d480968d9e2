import { expect, it } from 'vitest'

import { merged } from './useCompareRows'

it('lines meet by name, and what one offer does not have is marked', () => {
  const loan = [
    { name: 'kind', value: 'loan' },
    { name: 'rate', value: '3.65%' },
  ]
  const award = [
    { name: 'kind', value: 'award' },
    { name: 'amount', value: 'up to 5' },
  ]
  expect(merged([loan, award], '—')).toEqual([
    { name: 'kind', cells: ['loan', 'award'] },
    { name: 'rate', cells: ['3.65%', '—'] },
    { name: 'amount', cells: ['—', 'up to 5'] },
  ])
})

it('nothing compared has no lines', () => {
  expect(merged([], '—')).toEqual([])
})
