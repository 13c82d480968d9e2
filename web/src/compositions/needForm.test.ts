import { describe, expect, it } from 'vitest'

import { emptyNeed, formOf, inStep, needFaults, needInput, stepOf, type NeedForm } from './needForm'

const TODAY = '2026-03-01'

const filled = (change: Partial<NeedForm> = {}): NeedForm => ({
  ...emptyNeed(),
  amount: '300',
  term: '12',
  purpose: 'working_capital',
  ...change,
})

const faultsOf = (form: NeedForm) =>
  Object.fromEntries(
    Object.entries(needFaults(form, TODAY))
      .filter(([, fault]) => fault)
      .map(([field, fault]) => [field, fault?.code]),
  )

describe('what is checked while typing', () => {
  it.each<[string, Partial<NeedForm>, Record<string, string>]>([
    ['a filled form has no fault', {}, {}],
    ['an empty amount is missing', { amount: '' }, { amount_fen: 'number_missing' }],
    ['zero is not an amount', { amount: '0.00' }, { amount_fen: 'amount_not_positive' }],
    ['one fen is an amount', { amount: '0.000001' }, {}],
    ['no term is missing', { term: ' ' }, { term_months: 'number_missing' }],
    ['half a month is not a term', { term: '1.5' }, { term_months: 'whole_number' }],
    ['no month is out of range', { term: '0' }, { term_months: 'term_out_of_range' }],
    ['360 months are in range', { term: '360' }, {}],
    ['361 months are out of range', { term: '361' }, { term_months: 'term_out_of_range' }],
    ['a purpose is wanted', { purpose: '' }, { purpose: 'required' }],
    [
      'a rate of zero is out of range',
      { rateCeiling: '0' },
      { rate_ceiling_bp: 'rate_out_of_range' },
    ],
    ['100 % is in range', { rateCeiling: '100%' }, {}],
    [
      'above 100 % is out of range',
      { rateCeiling: '100.01' },
      { rate_ceiling_bp: 'rate_out_of_range' },
    ],
    ['today is not too late', { latestOn: TODAY }, {}],
    ['yesterday has passed', { latestOn: '2026-02-28' }, { latest_on: 'date_in_past' }],
    ['2000 characters of note are fine', { note: '字'.repeat(2000) }, {}],
    ['2001 are too many', { note: '字'.repeat(2001) }, { note: 'text_too_long' }],
    [
      'offered collateral names its kind',
      { collateral: 'yes', items: [{ kind: '', appraised: 'x', liens: '' }] },
      { 'collateral[0].kind': 'required', 'collateral[0].appraised_fen': 'number_not_decimal' },
    ],
    [
      'collateral that is not offered is not checked',
      { collateral: 'no', items: [{ kind: '', appraised: 'x', liens: '' }] },
      {},
    ],
  ])('%s', (_, change, want) => {
    expect(faultsOf(filled(change))).toEqual(want)
  })
})

describe('what goes to the server', () => {
  it('amounts are whole fen, and what was not said is null', () => {
    expect(needInput(filled({ amount: '1,234.56', rateCeiling: '4.35' }))).toEqual({
      amount_fen: 1_234_560_000,
      term_months: 12,
      purpose: 'working_capital',
      collateral: null,
      guarantee: null,
      rate_ceiling_bp: 435,
      latest_on: null,
      repayment: null,
      project: null,
      note: '',
    })
  })

  it('no collateral is an empty list, which is not the same as unsaid', () => {
    expect(needInput(filled({ collateral: 'no' })).collateral).toEqual([])
  })

  it('an appraised value may be left open', () => {
    const items = [{ kind: 'real_estate', appraised: '', liens: '20' }]
    expect(needInput(filled({ collateral: 'yes', items })).collateral).toEqual([
      { kind: 'real_estate', appraised_fen: null, prior_liens_fen: 20_000_000 },
    ])
  })

  it('a saved need typed again is the same need', () => {
    const form = filled({
      collateral: 'yes',
      items: [{ kind: 'equipment', appraised: '80.5', liens: '' }],
      guarantee: 'no',
      rateCeiling: '4.5',
      latestOn: '2026-05-01',
      repayment: 'bullet',
      project: { kind: 'upgrade', field: '', state: '', investment: '1,000' },
      note: 'CNC',
    })
    expect(formOf(needInput(form))).toEqual(form)
  })
})

it('each field belongs to one step, and an unknown one to the first', () => {
  expect(stepOf('term_months')).toBe(0)
  expect(stepOf('collateral[1].kind')).toBe(1)
  expect(stepOf('project.investment_fen')).toBe(2)
  expect(stepOf('elsewhere')).toBe(0)
  expect(inStep(1, 'amount_fen')).toBe(false)
})
