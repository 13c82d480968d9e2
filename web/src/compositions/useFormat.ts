// How figures, days and texts read in the language in use. What was not
// published says so; it is never shown as 0.
import { useI18n } from 'vue-i18n'

import type { AwardTerms, OfferSummary, Rate, Text } from '@/api/types'
import { basisPointsToPercent, fenToWan, fenToYuan } from '@/domain/money'

type Maybe<T> = T | null | undefined

export function useFormat() {
  const { t, locale } = useI18n()
  const unpublished = () => t('app.notPublished')
  const inEnglish = () => locale.value === 'en'

  /** A text in the language in use; Chinese stands for both. */
  function text(value: Maybe<Text>): string {
    if (!value) return ''
    return (inEnglish() && value.en) || value.zh
  }

  /** The bare figure: 万元 in Chinese, yuan in English. */
  function figure(fen: number): string {
    return inEnglish() ? fenToYuan(fen).replace(/\.00$/, '') : fenToWan(fen)
  }

  /** An amount that 万元 would need more than two decimals for reads in yuan. */
  function money(fen: Maybe<number>): string {
    if (fen == null) return unpublished()
    return !inEnglish() && fen % 10_000 !== 0
      ? t('offers.yuan', { amount: fenToYuan(fen) })
      : t('offers.wan', { amount: figure(fen) })
  }

  function percent(points: Maybe<number>): string {
    return points == null
      ? unpublished()
      : t('offers.percent', { rate: basisPointsToPercent(points) })
  }

  function months(count: Maybe<number>): string {
    return count == null ? unpublished() : t('offers.months', { count })
  }

  /** "from … to …" of anything written by `one`. */
  function range(
    least: Maybe<number>,
    most: Maybe<number>,
    one: (value: Maybe<number>) => string,
  ): string {
    if (least == null && most == null) return unpublished()
    if (least == null || most == null) return one(least ?? most)
    if (least === most) return one(least)
    return t('matches.range', { least: one(least), most: one(most) })
  }

  /** The day as the source gives it, or a time's day. */
  function day(value: Maybe<string>): string {
    if (!value) return unpublished()
    return value.includes('T') ? localDay(value) : value
  }

  function amount(terms: Partial<Pick<OfferSummary, 'amount_min_fen' | 'amount_max_fen'>>): string {
    const { amount_min_fen: least, amount_max_fen: most } = terms
    if (least != null && most != null && least !== most) {
      return t('offers.wanRange', { least: figure(least), most: figure(most) })
    }
    if (most == null && least != null) return t('offers.wanFrom', { amount: figure(least) })
    return money(most)
  }

  function term(terms: Partial<Pick<OfferSummary, 'term_min_months' | 'term_max_months'>>): string {
    const { term_min_months: least, term_max_months: most } = terms
    if (least != null && most != null && least !== most) {
      return t('offers.monthsRange', { least, most })
    }
    if (most != null) return least === most ? months(most) : t('offers.monthsUpTo', { count: most })
    return least == null ? unpublished() : t('offers.monthsFrom', { count: least })
  }

  function spread(points: number): string {
    const sign = points < 0 ? '−' : '+'
    return t('offers.basisPoints', { sign, points: Math.abs(points) })
  }

  function lprRate(rate: Rate): string {
    const tenor = isTenor(rate.lpr_tenor) ? t(`offers.tenors.${rate.lpr_tenor}`) : ''
    const { spread_min_bp: least, spread_max_bp: most } = rate
    if (least != null && most != null && least !== most) {
      return t('offers.lprRange', { tenor, least: spread(least), most: spread(most) }).trim()
    }
    const known = least ?? most
    return known == null
      ? t('offers.lprOnly', { tenor }).trim()
      : t('offers.lprSpread', { tenor, spread: spread(known) }).trim()
  }

  function rate(value: Maybe<Rate>): string {
    if (!value) return unpublished()
    if (value.basis === 'lpr_spread') return lprRate(value)
    if (value.basis === 'daily_fee') {
      // Millionths of the principal a day: 100 of them are 1 yuan per 10,000.
      return value.daily_fee_ppm == null
        ? unpublished()
        : t('offers.dailyFee', { yuan: basisPointsToPercent(value.daily_fee_ppm) })
    }
    const { min_bp: least, max_bp: most } = value
    if (least == null && most == null) return unpublished()
    if (least != null && most != null && least !== most) {
      return t('offers.percentRange', {
        least: basisPointsToPercent(least),
        most: basisPointsToPercent(most),
      })
    }
    if (least == null) return t('offers.percentUpTo', { rate: basisPointsToPercent(most ?? 0) })
    return value.basis === 'cap' || value.basis === 'quoted'
      ? percent(least)
      : t('offers.percentFrom', { rate: basisPointsToPercent(least) })
  }

  /** An award's money: a cap is "up to", never a promise. */
  function award(terms: Maybe<AwardTerms>): string {
    if (!terms) return unpublished()
    const share =
      terms.rate_bp == null ? '' : `${text(terms.base)} ${percent(terms.rate_bp)}`.trim()
    const bounds = awardBounds(terms)
    return [share, bounds].filter(Boolean).join(t('offers.comma')) || unpublished()
  }

  function awardBounds({ min_fen: least, max_fen: most }: AwardTerms): string {
    if (least != null && most != null && least !== most) return range(least, most, money)
    if (most != null) return t('matches.awardUpTo', { amount: money(most) })
    return least == null ? '' : t('matches.awardAtLeast', { amount: money(least) })
  }

  return { text, money, percent, months, range, day, amount, term, rate, award, unpublished }
}

const isTenor = (tenor: Maybe<string>): tenor is '1y' | '5y' => tenor === '1y' || tenor === '5y'

/** A time's day where the reader is. */
function localDay(time: string): string {
  const at = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

const chinaClock = (timeStyle: 'short' | 'medium') =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle })
const [minutes, seconds] = [chinaClock('short'), chinaClock('medium')]

/** A moment as clocks in China show it: deadlines are closing hours there. */
export function moment(time: string): string {
  return minutes.format(new Date(time))
}

/** A moment to the second, as the logs of systems have it. */
export function momentExact(time: string): string {
  return seconds.format(new Date(time))
}
