import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'

import type { Rate } from '@/api/types'
import { i18n, setLanguage } from '@/locales'

import { moment, momentExact, useFormat } from './useFormat'

function format(): ReturnType<typeof useFormat> {
  let made!: ReturnType<typeof useFormat>
  mount(
    {
      setup() {
        made = useFormat()
        return () => null
      },
    },
    { global: { plugins: [i18n] } },
  )
  return made
}

afterEach(() => setLanguage('zh-CN'))

it('what was not published says so, and zero is zero', () => {
  const { money, percent, months, amount, term, rate, award } = format()
  expect([money(null), percent(undefined), months(null), rate(null), award(null)]).toEqual(
    Array(5).fill('未公布'),
  )
  expect(amount({ amount_min_fen: null, amount_max_fen: null })).toBe('未公布')
  expect(term({})).toBe('未公布')
  expect([money(0), percent(0)]).toEqual(['0 万元', '0%'])
})

it('amounts read in 万元, and to the fen in yuan where 万元 would be unwieldy', () => {
  const { money } = format()
  expect(money(500_000_000)).toBe('500 万元')
  expect(money(13_930_000)).toBe('13.93 万元')
  expect(money(13_934_367)).toBe('139,343.67 元')
})

it('English reads in yuan', async () => {
  await setLanguage('en')
  const { money, text } = format()
  expect(money(500_000_000)).toBe('¥5,000,000')
  expect(text({ zh: '科技贷', en: 'Technology loan' })).toBe('Technology loan')
  expect(text({ zh: '科技贷', en: '' })).toBe('科技贷')
})

describe('ranges', () => {
  const { amount, term, range, percent } = format()
  it.each([
    ['a ceiling alone', amount({ amount_max_fen: 300_000_000 }), '300 万元'],
    ['a floor alone', amount({ amount_min_fen: 100_000_000 }), '100 万元起'],
    ['both', amount({ amount_min_fen: 10_000_000, amount_max_fen: 300_000_000 }), '10–300 万元'],
    ['a longest term', term({ term_max_months: 36 }), '最长 36 个月'],
    ['one term', term({ term_min_months: 12, term_max_months: 12 }), '12 个月'],
    ['equal bounds are one', range(365, 365, percent), '3.65%'],
    ['one bound stands alone', range(null, 420, percent), '4.2%'],
  ])('%s', (_, got, want) => {
    expect(got).toBe(want)
  })
})

describe('rates', () => {
  const { rate } = format()
  it.each<[string, Rate, string]>([
    ['a floor is not the price', { basis: 'from', min_bp: 320 }, '3.2% 起'],
    ['as advertised', { basis: 'quoted', min_bp: 380 }, '3.8%'],
    ['a range', { basis: 'range', min_bp: 350, max_bp: 800 }, '3.5%–8%'],
    ['a cap', { basis: 'cap', max_bp: 435 }, '最高 4.35%'],
    [
      'over the LPR',
      { basis: 'lpr_spread', lpr_tenor: '1y', spread_min_bp: 50 },
      '1 年期 LPR +50 个基点',
    ],
    [
      'below the LPR',
      { basis: 'lpr_spread', lpr_tenor: '5y', spread_max_bp: -10 },
      '5 年期 LPR −10 个基点',
    ],
    [
      'a spread that was not published',
      { basis: 'lpr_spread', lpr_tenor: '1y' },
      '1 年期 LPR 加点，加点未公布',
    ],
    ['a daily fee', { basis: 'daily_fee', daily_fee_ppm: 500 }, '每万元每天 5 元'],
    ['nothing stated', { basis: 'observed' }, '未公布'],
  ])('%s', (_, value, want) => {
    expect(rate(value)).toBe(want)
  })
})

it('a moment reads as on clocks in China, to the minute or the second', () => {
  expect(moment('2026-03-02T01:20:30Z')).toBe('2026-03-02 09:20')
  expect(momentExact('2026-03-02T01:20:30Z')).toBe('2026-03-02 09:20:30')
})
