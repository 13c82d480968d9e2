import { expect, it } from 'vitest'

import type { MatchAnswer, Reason } from '@/api/types'

import { narrowed, pointsOf, sorted, thin } from './useMatches'

const answer = {
  items: [
    { verdict: 'eligible', offer: { id: 'a', kind: 'loan' } },
    { verdict: 'eligible', offer: { id: 'b', kind: 'award' } },
    { verdict: 'conditional', offer: { id: 'c', kind: 'loan' } },
  ],
} as MatchAnswer

it.each([
  ['all are shown at first', '', '', ['1a', '2b', '3c']],
  ['a verdict narrows, and ranks stay as they are', 'conditional', '', ['3c']],
  ['a kind narrows', '', 'loan', ['1a', '3c']],
  ['both must hold', 'eligible', 'loan', ['1a']],
] as const)('%s', (_, verdict, kind, want) => {
  const got = narrowed(answer, verdict, kind).map(({ rank, item }) => `${rank}${item.offer.id}`)
  expect(got).toEqual(want)
})

it('before an answer there is nothing to narrow', () => {
  expect(narrowed(undefined, '', '')).toEqual([])
})

it('reasons are told apart, what is missing before what is met, each in its order', () => {
  const reasons = [
    ['age', 'met'],
    ['fit.amount', 'scored'],
    ['grade', 'unknown'],
    ['board', 'judgement'],
    ['fit.speed', 'scored'],
    ['place', 'not_met'],
    ['revenue', 'unknown'],
  ].map(
    ([criterion, outcome]) =>
      ({ criterion, outcome, have: criterion === 'fit.speed' ? null : { zh: '有' } }) as Reason,
  )
  const got = sorted(reasons)
  const names = (list: Reason[]) => list.map((reason) => reason.criterion)
  expect(names(got.criteria)).toEqual(['place', 'grade', 'revenue', 'age'])
  expect(names(got.unknown)).toEqual(['grade', 'revenue'])
  expect(names(got.judgements)).toEqual(['board'])
  expect(names(got.score)).toEqual(['fit.amount', 'fit.speed'])
  expect(names(got.scored)).toEqual(['fit.amount'])
})

it('points read as points of 100', () => {
  expect(pointsOf(8250)).toBe(82.5)
})

it.each([
  ['a score of less than two fifths of the weights says little', 3_999, true],
  ['one of two fifths counts', 4_000, false],
])('%s', (_, coverage, want) => expect(thin({ coverage })).toBe(want))
