import { expect, it } from 'vitest'

import { placeOf } from './useNotices'

it.each([
  ['need', false, '/needs'],
  ['need', true, '/queue'],
  ['application', false, '/applications'],
  ['bridge', true, '/bridges'],
] as const)('a notice about a %s leads there', (topic, agency, want) => {
  expect(placeOf({ topic, subject: 'x' }, agency)).toBe(want)
})
