import { expect, it } from 'vitest'

import type { MatchAnswer, Reason } from '@/api/types'

import { narrowed, pointsOf, sorted } from './useMatches'

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

it('reasons are told apart, what is missing before what is met, each kind in its order', () => {
  const reasons = ['met', 'scored', 'unknown', 'judgement', 'not_met', 'unknown'].map(
    (outcome, place) => ({ outcome, criterion: String(place) }) as Reason,
  )
  const got = sorted(reasons)
  expect(got.criteria.map((one) => one.criterion)).toEqual(['4', '2', '5', '0'])
  expect(got.unknown).toHaveLength(2)
  expect(got.met).toBe(1)
  expect(got.judgements.map((one) => one.criterion)).toEqual(['3'])
  expect(got.score.map((one) => one.criterion)).toEqual(['1'])
})

it('points read as points of 100', () => {
  expect(pointsOf(8250)).toBe(82.5)
})
