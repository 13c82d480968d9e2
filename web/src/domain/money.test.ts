import { describe, expect, it } from 'vitest'

import {
  basisPointsToPercent,
  fenToWan,
  fenToYuan,
  percentToBasisPoints,
  signedWanToFen,
  wanToFen,
} from './money'

describe('wanToFen', () => {
  it.each([
    ['whole 万元', '500', 500_000_000],
    ['a fraction that binary cannot hold', '0.1', 100_000],
    ['one fen', '0.000001', 1],
    ['thousands separators', '1,234.5', 1_234_500_000],
    ['full-width digits from a Chinese keyboard', '５００．５', 500_500_000],
    ['no digit before the point', '.5', 500_000],
    ['no digit after the point', '5.', 5_000_000],
    ['trailing zeros beyond a fen', '1.0000000', 1_000_000],
    ['zero', '0', 0],
    ['the largest amount the server takes', '9000000000', 9_000_000_000_000_000],
  ])('reads %s', (_, text, fen) => {
    expect(wanToFen(text)).toEqual({ ok: true, value: fen })
  })

  it.each([
    ['nothing', ' ', 'number_missing'],
    ['a word', '五百', 'number_not_decimal'],
    ['two points', '1.2.3', 'number_not_decimal'],
    ['an exponent', '1e3', 'number_not_decimal'],
    ['a lone point', '.', 'number_not_decimal'],
    ['a tenth of a fen', '0.0000001', 'number_too_fine'],
    ['a negative amount', '-1', 'number_negative'],
    ['one fen above the largest', '9000000000.000001', 'number_too_large'],
  ])('refuses %s', (_, text, fault) => {
    expect(wanToFen(text)).toEqual({ ok: false, fault })
  })
})

it('a loss is an amount where losses are possible', () => {
  expect(signedWanToFen('-12.5')).toEqual({ ok: true, value: -12_500_000 })
  expect(signedWanToFen('12.5')).toEqual({ ok: true, value: 12_500_000 })
  expect(signedWanToFen('-x')).toEqual({ ok: false, fault: 'number_not_decimal' })
})

it.each([
  [500_000_000, '500'],
  [123_456_789_012, '123,456.789012'],
  [1, '0.000001'],
  [0, '0'],
  [-12_500_000, '-12.5'],
  [9_000_000_000_000_000, '9,000,000,000'],
])('%d fen are %s 万元, and read back the same', (fen, text) => {
  expect(fenToWan(fen)).toBe(text)
  expect(signedWanToFen(text)).toEqual({ ok: true, value: fen })
})

it('yuan keep both decimals', () => {
  expect(fenToYuan(123_450)).toBe('1,234.50')
  expect(fenToYuan(5)).toBe('0.05')
})

it('rates pass between per cent and basis points', () => {
  expect(percentToBasisPoints('3.65%')).toEqual({ ok: true, value: 365 })
  expect(percentToBasisPoints('3.655')).toEqual({ ok: false, fault: 'number_too_fine' })
  expect(percentToBasisPoints('101')).toEqual({ ok: false, fault: 'number_too_large' })
  expect(basisPointsToPercent(365)).toBe('3.65')
  expect(basisPointsToPercent(300)).toBe('3')
})
