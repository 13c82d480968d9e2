import { expect, it } from 'vitest'

import { dayNumber, dayOf, daysAfter, mondayOf } from './day'

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

it.each([
  ['2026-11-23', '2026-11-23'],
  ['2026-11-29', '2026-11-23'],
  ['1969-12-31', '1969-12-29'],
  ['soon', null],
])('the week of %s begins on %s', (day, monday) => expect(mondayOf(day)).toBe(monday))

it('days are counted over the end of a month', () => {
  expect(daysAfter('2026-11-30', 1)).toBe('2026-12-01')
  expect(daysAfter('2026-03-01', -1)).toBe('2026-02-28')
})
