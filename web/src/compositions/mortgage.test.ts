import { describe, expect, it } from 'vitest'

import type { MortgageCeilings, MortgageTerms } from '@/api/types'

import { blankTerms, lackOf, termsBody, termsByKind, termsFaults } from './mortgage'

const codes = (form: Parameters<typeof termsFaults>[0]) =>
  Object.fromEntries(
    Object.entries(termsFaults(form)).flatMap(([field, fault]) =>
      fault ? [[field, fault.code]] : [],
    ),
  )
const terms = (from: string, collateral = 'industrial_property') =>
  ({ id: from, from, collateral }) as MortgageTerms

describe('the form', () => {
  const good = {
    ...blankTerms('2026-12-01'),
    collateral: 'industrial_property',
    ratio: '60',
    valueAdded: '120',
    cap: '500',
    source: '试点通知',
  }
  it('takes a ratio above the value with the added part alone', () => {
    expect(codes(good)).toEqual({})
    expect(codes({ ...good, ratio: '120' })).toEqual({ ratio_bp: 'number_too_large' })
    expect(codes({ ...good, valueAdded: '50' })).toEqual({ value_added_bp: 'added_below_ratio' })
  })
  it('leaves open what is not known, but not everything', () => {
    expect(codes({ ...good, ratio: '', cap: '' })).toEqual({})
    expect(codes({ ...good, ratio: '', valueAdded: '', cap: '' })).toEqual({ ratio_bp: 'required' })
  })
  it('sends fen and basis points, and null for what is not known', () => {
    expect(termsBody({ ...good, cap: '' })).toEqual({
      collateral: 'industrial_property',
      from: '2026-12-01',
      ratio_bp: 6000,
      value_added_bp: 12_000,
      cap_fen: null,
      source: '试点通知',
    })
  })
})

it('of each kind the newest terms that have begun are in force', () => {
  const found = termsByKind(
    [
      terms('2027-01-01'),
      terms('2026-06-01'),
      terms('2026-01-01'),
      terms('2026-01-01', 'equipment'),
    ],
    '2026-11-27',
  )
  expect(found.map(({ kind, lines }) => [kind, ...lines.map(({ state }) => state)])).toEqual([
    ['industrial_property', 'notYet', 'inForce', 'past'],
    ['equipment', 'inForce'],
  ])
})

it.each([
  ['terms', { terms: null }],
  ['value', { appraised_fen: null }],
  ['liens', { prior_liens_fen: null }],
  ['ratio', { ordinary_fen: null, value_added_fen: null }],
  [null, { ordinary_fen: null }],
])('a ceiling lacks %s', (want, change) => {
  const whole = {
    terms: terms('2026-01-01'),
    appraised_fen: 1,
    prior_liens_fen: 0,
    ordinary_fen: 1,
    value_added_fen: 1,
  }
  expect(lackOf({ ...whole, ...change } as MortgageCeilings)).toBe(want)
})
