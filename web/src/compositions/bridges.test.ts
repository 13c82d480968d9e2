import { describe, expect, it } from 'vitest'

import {
  blankRequest,
  bridgeBody,
  bridgeFaults,
  fundBody,
  fundFaults,
  most,
  requestBody,
  requestFaults,
  type FundForm,
} from './bridges'

const blank = { amount: '', day: '', reason: '', text: '' }
const codes = (faults: ReturnType<typeof bridgeFaults>) =>
  Object.fromEntries(
    Object.entries(faults).flatMap(([field, fault]) => (fault ? [[field, fault.code]] : [])),
  )

describe('a request', () => {
  it('names every field that is empty', () => {
    expect(codes(requestFaults(blankRequest()))).toEqual({
      fund_id: 'required',
      lender_id: 'required',
      principal_fen: 'number_missing',
      due_on: 'required',
      contract: 'required',
      amount_fen: 'number_missing',
    })
  })

  it('is sent in fen', () => {
    const form = {
      fund: 'cq-bridge-city',
      lender: 'icbc',
      principal: '500',
      dueOn: '2026-11-30',
      contract: ' JK-1 ',
      amount: '450',
    }
    expect(requestBody(form)).toEqual({
      fund_id: 'cq-bridge-city',
      lender_id: 'icbc',
      principal_fen: 500_000_000,
      due_on: '2026-11-30',
      contract: 'JK-1',
      amount_fen: 450_000_000,
    })
  })
})

describe('a move', () => {
  it.each([
    ['commit', { amount_fen: 'number_missing', promised_on: 'required' }],
    ['approve', { amount_fen: 'number_missing' }],
    ['disburse', { done_on: 'required' }],
    ['return', { done_on: 'required' }],
    ['decline', { reason: 'required', text: 'required' }],
    ['withdraw', { reason: 'required' }],
  ] as const)('%s', (move, want) => {
    expect(codes(bridgeFaults(move, blank))).toEqual(want)
  })

  it('sends what it asks for', () => {
    const form = { amount: '450', day: '2026-12-04', reason: 'no_quota', text: ' x ' }
    expect(bridgeBody('commit', form)).toEqual({
      amount_fen: 450_000_000,
      promised_on: '2026-12-04',
      note: 'x',
    })
    expect(bridgeBody('repay_old', form)).toEqual({ done_on: '2026-12-04' })
    expect(bridgeBody('decline', form)).toEqual({ reason: 'no_quota', text: 'x' })
  })
})

it('the most that can be approved is the limit that binds', () => {
  expect(
    most([
      { amount_fen: 5, binds: false },
      { amount_fen: 3, binds: true },
    ]),
  ).toBe(3)
  expect(most([{ amount_fen: null, binds: true }])).toBeNull()
})

describe('a fund', () => {
  const form: FundForm = {
    total: '30000',
    ownShare: '',
    dayBasis: '',
    countsFirst: 'no',
    countsLast: '',
    source: ' 细则 ',
  }

  it('keeps open what nobody has said', () => {
    expect(fundBody(form, 2)).toEqual({
      version: 2,
      total_fen: 30_000_000_000,
      own_share_bp: null,
      day_basis: null,
      counts_first: false,
      counts_last: null,
      source: '细则',
    })
  })

  it('needs its money and where that is from', () => {
    const faults = fundFaults({ ...form, total: '', source: ' ', ownShare: 'x' })
    expect(codes(faults)).toEqual({
      total_fen: 'number_missing',
      own_share_bp: 'number_not_decimal',
      source: 'required',
    })
  })
})
