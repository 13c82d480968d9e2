import { describe, expect, it } from 'vitest'

import { addressOf, askedOf, monthsOf, wireQuery } from './useOfferSearch'

it('an empty address asks for everything by relevance', () => {
  expect(wireQuery(askedOf({}))).toEqual({ sort: 'relevance', limit: 20 })
})

it('an address reads into a search and back into the same address', () => {
  const query = { q: '信用', kind: ['loan', 'fund'], amount: '300', term: '12', sort: 'rate' }
  expect(addressOf(askedOf(query))).toEqual(query)
})

it('one value of a facet may stand alone in the address', () => {
  expect(askedOf({ kind: 'loan' }).kind).toEqual(['loan'])
})

it('a figure reaches the server in whole fen and months', () => {
  const wire = wireQuery(askedOf({ amount: '1,000.5', term: '36' }))
  expect([wire.amount_fen, wire.term_months]).toEqual([1_000_500_000, 36])
})

describe('what an address holds in error is as if it were not there', () => {
  it.each([
    ['an unknown order', { sort: 'random' }],
    ['an amount in words', { amount: '五百' }],
    ['an amount of nothing', { amount: '0' }],
    ['a term beyond 360 months', { term: '361' }],
  ])('%s', (_, query) => {
    expect(wireQuery(askedOf(query))).toEqual({ sort: 'relevance', limit: 20 })
  })
})

it.each([
  ['1', 1],
  [' 360 ', 360],
  ['0', undefined],
  ['1.5', undefined],
  ['', undefined],
])('“%s” as months', (text, want) => {
  expect(monthsOf(text)).toBe(want)
})
