// An offer's terms as lines of a list: a name and what it says. Loan terms
// that were not published say so; the rest appear only where they are stated.
import { useI18n } from 'vue-i18n'

import type { Offer, OfferTerms } from '@/api/types'
import { useFormat } from '@/compositions/useFormat'
import { useVocabularies } from '@/compositions/useVocabularies'

export interface TermRow {
  key: string
  name: string
  value: string
  published: boolean
}

export function useTermRows() {
  const { t } = useI18n()
  const format = useFormat()
  const { nameOf } = useVocabularies()

  const row = (key: string, name: string, value: string): TermRow => ({
    key,
    name,
    value,
    published: value !== format.unpublished(),
  })

  const flag = (value: boolean | null | undefined): string =>
    value == null ? format.unpublished() : t(value ? 'offers.yes' : 'offers.no')

  const days = (count: number | null | undefined): string =>
    count == null ? format.unpublished() : t('offers.detail.workingDays', { count })

  function rateWithBasis({ rate }: OfferTerms): string {
    const written = format.rate(rate)
    if (!rate || written === format.unpublished()) return written
    const notes = [t(`offers.bases.${rate.basis}`), rate.as_of].filter(Boolean)
    return t('offers.noted', { value: written, note: notes.join(t('offers.comma')) })
  }

  function repayments({ repayments: methods }: OfferTerms): string {
    return methods?.length
      ? methods.map((method) => t(`offers.repayments.${method}`)).join(t('offers.comma'))
      : format.unpublished()
  }

  function loanRows(terms: OfferTerms): TermRow[] {
    return [
      row('amount', t('offers.amountRange'), format.amount(terms)),
      row('rate', t('offers.rate'), rateWithBasis(terms)),
      row('term', t('offers.termLabel'), format.term(terms)),
      row('collateral', t('offers.detail.collateral'), flag(terms.collateral_required)),
      row('guarantee', t('offers.detail.guarantee'), flag(terms.guarantee_required)),
      row('repayments', t('offers.detail.repayments'), repayments(terms)),
      row('response', t('offers.detail.responseDays'), days(terms.response_days)),
    ]
  }

  /** Terms that few offers have: shown only where they are stated. */
  function extraRows(terms: OfferTerms): TermRow[] {
    const { percent, range } = format
    return [
      row(
        'guaranteeFee',
        t('offers.detail.guaranteeFee'),
        range(terms.guarantee_fee_min_bp, terms.guarantee_fee_max_bp, percent),
      ),
      row(
        'guaranteeFeeSubsidy',
        t('offers.detail.guaranteeFeeSubsidy'),
        range(terms.guarantee_fee_subsidy_min_bp, terms.guarantee_fee_subsidy_max_bp, percent),
      ),
      row('appraisalFee', t('offers.detail.appraisalFee'), percent(terms.appraisal_fee_bp)),
      row(
        'interestSubsidy',
        t('offers.detail.interestSubsidy'),
        percent(terms.interest_subsidy_bp),
      ),
      row('ownFunds', t('offers.detail.ownFunds'), percent(terms.own_funds_bp)),
      row('maxWorkingDays', t('offers.detail.maxWorkingDays'), days(terms.max_working_days)),
      row(
        'security',
        t('offers.detail.security'),
        format.text(terms.security_note) || format.unpublished(),
      ),
    ].filter((one) => one.published)
  }

  function fundRows({ fund }: OfferTerms): TermRow[] {
    if (!fund) return []
    const said = (value: string | undefined) => value || format.unpublished()
    return [
      row(
        'ticket',
        t('offers.detail.ticket'),
        format.range(fund.ticket_min_fen, fund.ticket_max_fen, format.money),
      ),
      row('level', t('offers.detail.level'), nameOf('fund_levels', fund.level)),
      row('form', t('offers.detail.form'), nameOf('fund_forms', fund.form)),
      row(
        'stages',
        t('offers.detail.stages'),
        said(fund.stages?.map((one) => nameOf('fund_stages', one)).join(t('offers.list'))),
      ),
      row('size', t('offers.detail.size'), format.money(fund.size_fen)),
      row('firstClose', t('offers.detail.firstClose'), format.money(fund.first_close_fen)),
      row('manager', t('offers.detail.manager'), said(fund.manager)),
      row('sectors', t('offers.detail.sectors'), said(fund.sectors?.join(t('offers.list')))),
      row('locality', t('offers.detail.locality'), said(fund.locality)),
      row('mode', t('offers.detail.mode'), said(fund.mode)),
      row('direct', t('offers.detail.direct'), direct(fund.takes_direct_applications)),
    ]
  }

  const direct = (value: boolean | null | undefined): string =>
    value == null ? format.unpublished() : t(value ? 'offers.can' : 'offers.cannot')

  function per(value: string | null | undefined): string {
    if (value === 'project' || value === 'enterprise' || value === 'year') {
      return t(`offers.pers.${value}`)
    }
    return value || format.unpublished()
  }

  function awardRows({ award }: OfferTerms): TermRow[] {
    if (!award) return []
    const said = (value: string | undefined) => value || format.unpublished()
    return [
      row('award', t('offers.detail.award'), format.award(award)),
      row(
        'amountKind',
        t('offers.detail.amountKind'),
        t(`offers.amountKinds.${award.amount_kind}`),
      ),
      row('per', t('offers.detail.per'), per(award.per)),
      // Only an award that is a share of something has these.
      ...[
        row('rate', t('offers.detail.awardRate'), format.percent(award.rate_bp)),
        row('base', t('offers.detail.base'), said(format.text(award.base))),
      ].filter((one) => one.published),
      row('wording', t('offers.detail.wording'), said(award.wording)),
      row('selection', t('offers.detail.selection'), said(format.text(award.selection))),
      row('servedBy', t('offers.detail.servedBy'), said(format.text(award.served_by))),
    ]
  }

  function valid({
    valid_from: from,
    valid_until: until,
  }: Pick<Offer, 'valid_from' | 'valid_until'>) {
    if (from && until) return t('offers.detail.validBetween', { from, until })
    if (until) return t('offers.detail.validUntil', { day: until })
    return from ? t('offers.detail.validFrom', { day: from }) : format.unpublished()
  }

  /** Every line for an offer, the ones that matter for its kind first. */
  function rows(offer: Offer): TermRow[] {
    const { kind, terms } = offer
    const own = kind === 'loan' ? loanRows(terms) : [...fundRows(terms), ...awardRows(terms)]
    return [...own, ...extraRows(terms), row('valid', t('offers.detail.valid'), valid(offer))]
  }

  return { rows }
}
