import { describe, expect, it } from 'vitest'

import { asks, blank, moveBody, moveFaults, sideBySide } from './applications'

const quote = {
  ...blank(),
  amount: '300',
  rate: '3.45',
  term: '12',
  repayment: 'interest_only',
  validUntil: '2026-12-04',
}
const codes = (faults: ReturnType<typeof moveFaults>) =>
  Object.fromEntries(
    Object.entries(faults).flatMap(([field, fault]) => (fault ? [[field, fault.code]] : [])),
  )

describe('moveFaults', () => {
  it('finds none in a whole quote', () => {
    expect(codes(moveFaults('quote', quote, false))).toEqual({})
  })

  it('names every field of an empty one', () => {
    expect(codes(moveFaults('quote', blank(), false))).toEqual({
      amount_fen: 'number_missing',
      rate_bp: 'number_missing',
      term_months: 'number_missing',
      repayment: 'required',
      valid_until: 'required',
    })
  })

  it('asks equity for neither rate nor repayment', () => {
    const form = { ...quote, rate: '', repayment: '' }
    expect(codes(moveFaults('quote', form, true))).toEqual({})
  })

  it.each([
    ['decline', { reason: 'required', text: 'required' }],
    ['withdraw', { reason: 'required' }],
    ['sign', { contract: 'required', signed_on: 'required' }],
    ['disburse', { amount_fen: 'number_missing', paid_on: 'required' }],
    ['repay', { repaid_on: 'required' }],
    ['want_documents', { documents: 'required' }],
    ['approve', {}],
    ['take', {}],
  ] as const)('%s', (move, want) => {
    expect(codes(moveFaults(move, blank(), false))).toEqual(want)
  })
})

describe('moveBody', () => {
  it('writes a quote in fen and basis points', () => {
    expect(
      moveBody('quote', { ...quote, guaranteeFee: '0.5', oneOffFee: '0.1', text: ' x ' }, 0),
    ).toEqual({
      amount_fen: 300_000_000,
      rate_bp: 345,
      term_months: 12,
      repayment: 'interest_only',
      guarantee_fee_bp: 50,
      one_off_fee_fen: 100_000,
      valid_until: '2026-12-04',
      note: 'x',
    })
  })

  it('takes the quote that was shown', () => {
    expect(moveBody('take', blank(), 3)).toEqual({ number: 3 })
  })
})

describe('sideBySide', () => {
  it('has what stands or was taken, the cheapest first, equity last', () => {
    const of = (id: string, total_fen: number | null, standing = true) => ({
      id,
      quotes: [{ total_fen, standing, taken: false }],
    })
    const shown = sideBySide([
      of('dear', 9),
      of('equity', null),
      of('cheap', 5),
      of('old', 1, false),
    ])
    expect(shown.map(({ application }) => application.id)).toEqual(['cheap', 'dear', 'equity'])
  })
})

describe('asks', () => {
  it('tells moves with a form from those without', () => {
    expect([asks('quote'), asks('accept'), asks('send')]).toEqual([true, false, false])
  })
})
