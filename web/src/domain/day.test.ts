import { expect, it } from 'vitest'

import { dayNumber, dayOf } from './day'

it.each([
  ['the first day', '1970-01-01', 0],
  ['the day before it', '1969-12-31', -1],
  ['a leap day', '2024-02-29', 19_782],
  ['a day of this century', '2025-11-06', 20_398],
])('%s is a number, and back', (_, day, number) => {
  expect(dayNumber(day)).toBe(number)
  expect(dayOf(number)).toBe(day)
})

it.each([
  ['nothing typed', ''],
  ['a day that no month has', '2025-02-29'],
  ['a time', '2025-11-06T00:00:00Z'],
  ['words', 'yesterday'],
])('%s is no day', (_, text) => expect(dayNumber(text)).toBeNull())
