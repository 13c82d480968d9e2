import { expect, it } from 'vitest'

import { byKind, passes, shareOf } from './reports'

it.each([
  [
    'met and left to a person count',
    [
      { outcome: 'met', firms: 1 },
      { outcome: 'conditional', firms: 2 },
      { outcome: 'unknown', firms: 1 },
    ],
    4,
    0.75,
  ],
  ['classes let nobody through', [{ outcome: 'small', firms: 4 }], 4, 0],
  ['nobody is no share', [], 0, 0],
] as const)('%s', (_, counts, firms, want) => {
  expect(passes([...counts], firms)).toBe(want)
})

it('ages go from young to old, the rest stays in the order of the server', () => {
  const line = (kind: string, code: string) => ({ kind, code }) as never
  const report = {
    groups: [line('age', '10'), line('size', 'small'), line('age', '0'), line('age', '5')],
  }
  expect(byKind(report, 'age').map(({ code }) => code)).toEqual(['0', '5', '10'])
  expect(byKind(report, 'size').map(({ code }) => code)).toEqual(['small'])
  expect(shareOf(0.666)).toBe('67%')
})
