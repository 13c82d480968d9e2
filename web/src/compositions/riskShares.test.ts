import { describe, expect, it } from 'vitest'

import { restOf, shareBody, shareFaults, shareRows, sumOf } from './riskShares'

const row = (party: string, share: string, name = '') => ({ party, share, name })
const codes = (rows: Parameters<typeof shareFaults>[0]) =>
  Object.fromEntries(
    Object.entries(shareFaults(rows)).flatMap(([field, fault]) =>
      fault ? [[field, fault.code]] : [],
    ),
  )

describe('the sum', () => {
  it('is exact to a hundredth of a per cent', () => {
    const rows = [row('bank', '33.33'), row('guarantor', '33.33'), row('other', '33.34')]
    expect(sumOf(rows)).toBe(10_000)
    expect(restOf(rows)).toBeNull()
  })
  it('says what is missing, and what is too much', () => {
    expect(restOf([row('bank', '20'), row('guarantor', '')])).toEqual({
      code: 'shares_missing',
      facts: { rest: '80' },
    })
    expect(restOf([row('bank', '20.5'), row('guarantor', '80')])).toEqual({
      code: 'shares_above',
      facts: { rest: '0.5' },
    })
  })
})

describe('the faults', () => {
  it('are none where all add to the whole', () => {
    expect(codes([row('bank', '20'), row('guarantor', '80', '区担保公司')])).toEqual({})
  })
  it('stand at the last row where the sum alone is wrong', () => {
    expect(codes([row('bank', '20'), row('guarantor', '70')])).toEqual({
      'shares[1].share_bp': 'shares_missing',
    })
  })
  it('name a party that is there twice, or has no part', () => {
    expect(codes([row('bank', '20'), row('bank', '0'), row('', '80')])).toEqual({
      'shares[1].party': 'given_twice',
      'shares[1].share_bp': 'share_not_positive',
      'shares[2].party': 'required',
    })
    expect(codes([row('guarantor', '20', '甲'), row('guarantor', '80', '乙')])).toEqual({})
  })
})

it('what was recorded is read and sent the same', () => {
  const shares = [
    { party: 'bank', share_bp: 2000 },
    { party: 'guarantor', share_bp: 8000, name: '区担保公司' },
  ]
  expect(shareBody(shareRows(shares))).toEqual(shares)
  expect(shareRows([])).toEqual([row('bank', '')])
})
