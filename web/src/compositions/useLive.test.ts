import { expect, it } from 'vitest'

import { staleAfter } from './useLive'
import { newsAfter } from './useMatchNews'

it.each([
  [
    'a need is read anew, and the list of needs',
    'need.saved',
    'n1',
    ['needs active', 'need/n1 active', 'queue active'],
  ],
  [
    'an offer is read anew; matches wait for their reader',
    'offer.saved',
    'o1',
    ['offer/o1 active', 'matches none', 'awards active'],
  ],
  [
    'a profile makes matches stale',
    'enterprise.saved',
    'e1',
    ['matches none', 'awards active', 'assessment active', 'enterprise/e1 active'],
  ],
  [
    'after a reset all that may have changed is stale',
    'reset',
    undefined,
    [
      'needs active',
      'need active',
      'offer active',
      'candidacy active',
      'ranking active',
      'shortlist active',
      'shortlists active',
      'matches none',
      'awards active',
      'assessment active',
      'enterprise active',
      'queue active',
      'applications active',
      'documents active',
      'bridges active',
      'appeals active',
      'notices active',
    ],
  ],
] as const)('%s', (_, type, id, want) => {
  const got = staleAfter({ type, id }).map((one) => `${one.queryKey.join('/')} ${one.refetchType}`)
  expect(got).toEqual(want)
})

it('a type that only a newer server knows is passed over', () => {
  expect(staleAfter({ type: 'quote.saved' as never, id: 'q1' })).toEqual([])
  expect(newsAfter(null, 'quote.saved' as never)).toBeNull()
})

it.each([
  [null, 'need.saved', null],
  [null, 'offer.saved', 'offers'],
  ['offers', 'offer.saved', 'offers'],
  ['offers', 'need.saved', 'offers'],
  ['offers', 'enterprise.saved', 'both'],
  ['profile', 'offer.saved', 'both'],
  ['both', 'offer.saved', 'both'],
  [null, 'reset', 'both'],
] as const)('news %s, then %s: %s', (was, type, want) => expect(newsAfter(was, type)).toBe(want))
