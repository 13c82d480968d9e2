import { expect, it } from 'vitest'

import { valueOn } from './useWanted'

const values = [
  { from: '2024-01-01', number: 1 },
  { from: '2025-07-01', number: 2 },
]

it.each([
  ['before the first day nothing is asked', '2023-12-31', undefined],
  ['on the first day the first value holds', '2024-01-01', 1],
  ['the day before a change the old value holds', '2025-06-30', 1],
  ['from the day of the change the new one does', '2025-07-01', 2],
])('%s', (_, day, want) => {
  expect(valueOn(values, day)?.number).toBe(want)
  expect(valueOn([...values].reverse(), day)?.number).toBe(want)
})
