// An enterprise's profile as typed, its checks, and the profile as the server
// takes it. A figure that is left empty is not known, which is never 0; a list
// stays unknown until someone adds to it or says that there is none.
import type { DeclaredField, Enterprise, EnterpriseUpdate } from '@/api/types'
import {
  basisPointsToPercent,
  fenToWan,
  signedPercentToBasisPoints,
  signedWanToFen,
} from '@/domain/money'

import { answerFaults, answerRows, declarationsOf, type AnswerRow } from './answers'
import {
  countFault,
  countOf,
  faultOf,
  fenOf,
  needed,
  said,
  unsaid,
  wanFault,
  type Said,
} from './typed'
import type { Fault, Faults } from './useFields'

/** The yearly figures, in the order of a balance sheet reader. */
export const FIGURES = [
  'revenue',
  'main_revenue',
  'net_profit',
  'net_profit_adjusted',
  'total_assets',
  'total_liabilities',
  'rd_expense',
  'rd_investment',
  'operating_cash_flow',
  'tax_paid',
  'industrial_value_added',
  'purchases',
] as const
export type Figure = (typeof FIGURES)[number]

/** Those that can be below zero. */
const SIGNED: readonly Figure[] = ['net_profit', 'net_profit_adjusted', 'operating_cash_flow']

/** The most years that a profile holds. */
export const MOST_YEARS = 5

export interface YearRow extends Record<Figure, string> {
  year: string
  /** 加权平均净资产收益率, in per cent. */
  weightedROE: string
  audited: boolean
}

export interface TitleRow {
  code: string
  from: string
  until: string
}

export interface ProfileForm {
  name: string
  uscc: string
  foundedOn: string
  district: string
  districtFrom: string
  zone: string
  industry: string
  sizeClass: string
  ownership: string
  organisationKind: string
  operatingState: string
  aboveDesignatedSize: Said
  years: YearRow[]
  staff: string
  rdStaff: string
  patents: { kind: string; count: string }[]
  certificates: TitleRow[]
  tiers: TitleRow[]
  rosters: TitleRow[]
  taxGrade: string
  collateral: { kind: string; appraised: string; liens: string }[]
  loans: { lender: string; principal: string; dueOn: string; renewal: Said }[]
  answers: AnswerRow[]
  /** Lists that are known to be empty, unlike those not filled in. */
  none: Record<ListName, boolean>
}

export const LISTS = ['patents', 'certificates', 'tiers', 'rosters', 'collateral', 'loans'] as const
export type ListName = (typeof LISTS)[number]

export const emptyYear = (year: number): YearRow => ({
  year: String(year),
  weightedROE: '',
  audited: false,
  ...(Object.fromEntries(FIGURES.map((figure) => [figure, ''])) as Record<Figure, string>),
})

/** A new row of a list. */
export const EMPTY = {
  patents: () => ({ kind: '', count: '' }),
  certificates: (): TitleRow => ({ code: '', from: '', until: '' }),
  tiers: (): TitleRow => ({ code: '', from: '', until: '' }),
  rosters: (): TitleRow => ({ code: '', from: '', until: '' }),
  collateral: () => ({ kind: '', appraised: '', liens: '' }),
  loans: () => ({ lender: '', principal: '', dueOn: '', renewal: '' as Said }),
}

const wan = (fen: number | null | undefined) => (fen == null ? '' : fenToWan(fen))
const count = (value: number | null) => (value === null ? '' : String(value))

function titleRows(titles: Enterprise['tiers']): TitleRow[] {
  return (titles ?? []).map(({ code, from, until }) => ({ code, from, until: until ?? '' }))
}

function yearRows(years: Enterprise['financials']): YearRow[] {
  return (years ?? []).map((year) => ({
    ...emptyYear(year.year),
    ...(Object.fromEntries(FIGURES.map((figure) => [figure, wan(year[`${figure}_fen`])])) as Record<
      Figure,
      string
    >),
    weightedROE: year.weighted_roe_bp == null ? '' : basisPointsToPercent(year.weighted_roe_bp),
    audited: year.audited ?? false,
  }))
}

/** A saved profile as it would be typed; the fields tell the types of what it declares. */
export function profileForm(firm: Enterprise, asked: readonly DeclaredField[]): ProfileForm {
  const last = firm.residences.at(-1)
  return {
    name: firm.name,
    uscc: firm.uscc,
    foundedOn: firm.founded_on,
    district: firm.district,
    districtFrom: last?.from ?? '',
    zone: firm.zone ?? '',
    industry: firm.industry,
    sizeClass: firm.size_class ?? '',
    ownership: firm.ownership ?? '',
    organisationKind: firm.organisation_kind ?? '',
    operatingState: firm.operating_state ?? '',
    aboveDesignatedSize: said(firm.above_designated_size),
    years: yearRows(firm.financials),
    staff: count(firm.staff),
    rdStaff: count(firm.rd_staff),
    patents: (firm.patents ?? []).map((one) => ({ kind: one.kind, count: String(one.count) })),
    certificates: titleRows(firm.certificates),
    tiers: titleRows(firm.tiers),
    rosters: titleRows(firm.rosters),
    taxGrade: firm.tax_grade ?? '',
    collateral: (firm.collateral ?? []).map((one) => ({
      kind: one.kind,
      appraised: wan(one.appraised_fen),
      liens: wan(one.prior_liens_fen),
    })),
    loans: (firm.loans ?? []).map((loan) => ({
      lender: loan.lender,
      principal: wan(loan.principal_fen),
      dueOn: loan.due_on ?? '',
      renewal: said(loan.renewal_committed),
    })),
    answers: answerRows(firm.declarations, asked),
    none: Object.fromEntries(LISTS.map((list) => [list, firm[list]?.length === 0])) as Record<
      ListName,
      boolean
    >,
  }
}

function signedFault(text: string): Fault | null {
  if (text.trim() === '') return null
  return faultOf(signedWanToFen(text))
}

function yearFaults(form: ProfileForm, thisYear: number): Faults {
  const faults: Faults = {}
  form.years.forEach((row, place) => {
    const at = (name: string) => `financials[${place}].${name}`
    const year = Number(row.year)
    const twice = form.years.some((other, before) => before < place && Number(other.year) === year)
    faults[at('year')] =
      !/^\d{4}$/.test(row.year.trim()) || year < 1990 || year > thisYear
        ? { code: 'year_out_of_range' }
        : twice
          ? { code: 'year_given_twice' }
          : null
    for (const figure of FIGURES) {
      faults[at(`${figure}_fen`)] = SIGNED.includes(figure)
        ? signedFault(row[figure])
        : wanFault(row[figure], true)
    }
    const roe = signedPercentToBasisPoints(row.weightedROE)
    faults[at('weighted_roe_bp')] =
      row.weightedROE.trim() === '' || roe.ok ? null : { code: roe.fault }
    const [whole, part] = [fenOf(row.revenue), fenOf(row.main_revenue)]
    if (whole !== null && part !== null && part > whole) {
      faults[at('main_revenue_fen')] = { code: 'part_above_whole' }
    }
  })
  return faults
}

function titleFaults(list: 'certificates' | 'tiers' | 'rosters', rows: TitleRow[]): Faults {
  const faults: Faults = {}
  rows.forEach((row, place) => {
    faults[`${list}[${place}].code`] = needed(row.code)
    faults[`${list}[${place}].from`] = needed(row.from)
    faults[`${list}[${place}].until`] =
      row.until && row.from && row.until < row.from ? { code: 'date_before_start' } : null
  })
  return faults
}

function listFaults(form: ProfileForm): Faults {
  const faults: Faults = {}
  form.patents.forEach((row, place) => {
    const twice = form.patents.some((other, before) => before < place && other.kind === row.kind)
    faults[`patents[${place}].kind`] = needed(row.kind) ?? (twice ? { code: 'given_twice' } : null)
    faults[`patents[${place}].count`] = countFault(row.count, false)
  })
  form.collateral.forEach((row, place) => {
    faults[`collateral[${place}].kind`] = needed(row.kind)
    faults[`collateral[${place}].appraised_fen`] = wanFault(row.appraised, true)
    faults[`collateral[${place}].prior_liens_fen`] = wanFault(row.liens, true)
  })
  form.loans.forEach((row, place) => {
    faults[`loans[${place}].lender`] = needed(row.lender)
    faults[`loans[${place}].principal_fen`] = wanFault(row.principal, false)
    faults[`loans[${place}].due_on`] = null
  })
  return faults
}

/** All faults by the server's field names; `today` is YYYY-MM-DD. */
export function profileFaults(form: ProfileForm, today: string): Faults {
  const [staff, rdStaff] = [Number(form.staff), Number(form.rdStaff)]
  const tooMany = form.staff !== '' && form.rdStaff !== '' && rdStaff > staff
  const length = [...form.name.trim()].length
  return {
    name: length < 2 || length > 100 ? { code: 'name_length' } : null,
    founded_on: form.foundedOn
      ? form.foundedOn > today
        ? { code: 'date_in_future' }
        : null
      : { code: 'required' },
    residences: needed(form.district) ?? needed(form.districtFrom),
    industry: needed(form.industry),
    staff: countFault(form.staff, true),
    rd_staff: countFault(form.rdStaff, true) ?? (tooMany ? { code: 'part_above_whole' } : null),
    ...yearFaults(form, Number(today.slice(0, 4))),
    ...titleFaults('certificates', form.certificates),
    ...titleFaults('tiers', form.tiers),
    ...titleFaults('rosters', form.rosters),
    ...listFaults(form),
    ...answerFaults(form.answers),
  }
}

/** Rows, a known absence, or null for "not known". */
function listOf<R, W>(rows: R[], none: boolean, wire: (row: R) => W): W[] | null {
  if (rows.length > 0) return rows.map(wire)
  return none ? [] : null
}

const titleOf = (row: TitleRow) => ({ code: row.code, from: row.from, until: row.until || null })

function yearOf(row: YearRow) {
  const figures = Object.fromEntries(
    FIGURES.map((figure) => {
      const signed = signedWanToFen(row[figure])
      return [
        `${figure}_fen`,
        SIGNED.includes(figure) ? (signed.ok ? signed.value : null) : fenOf(row[figure]),
      ]
    }),
  ) as Record<`${Figure}_fen`, number | null>
  const roe = signedPercentToBasisPoints(row.weightedROE)
  return {
    year: Number(row.year),
    ...figures,
    weighted_roe_bp: roe.ok ? roe.value : null,
    audited: row.audited,
  }
}

/** Residences as they were, and a new one where the district has changed. */
function residencesOf(form: ProfileForm, firm: Enterprise): Enterprise['residences'] {
  const before = firm.residences
  const now = { district: form.district, from: form.districtFrom }
  const last = before.at(-1)
  if (last?.district === now.district) return [...before.slice(0, -1), now]
  return [...before.filter((one) => one.from < now.from), now]
}

const numberOf = (text: string) => (text.trim() === '' ? null : countOf(text))

/** The whole profile on the wire; only for a form without faults. */
export function profileUpdate(form: ProfileForm, firm: Enterprise): EnterpriseUpdate {
  const list = <R, W>(name: ListName, rows: R[], wire: (row: R) => W) =>
    listOf(rows, form.none[name], wire)
  return {
    version: firm.version,
    uscc: firm.uscc,
    name: form.name.trim(),
    founded_on: form.foundedOn,
    residences: residencesOf(form, firm),
    industry: form.industry,
    zone: form.zone || null,
    size_class: form.sizeClass || null,
    ownership: form.ownership || null,
    organisation_kind: form.organisationKind || null,
    operating_state: form.operatingState || null,
    above_designated_size: unsaid(form.aboveDesignatedSize),
    financials: form.years.length > 0 ? form.years.map(yearOf) : null,
    staff: numberOf(form.staff),
    rd_staff: numberOf(form.rdStaff),
    patents: list('patents', form.patents, (row) => ({
      kind: row.kind,
      count: countOf(row.count),
    })),
    certificates: list('certificates', form.certificates, titleOf),
    tiers: list('tiers', form.tiers, titleOf),
    rosters: list('rosters', form.rosters, titleOf),
    tax_grade: form.taxGrade || null,
    collateral: list('collateral', form.collateral, (row) => ({
      kind: row.kind,
      appraised_fen: fenOf(row.appraised),
      prior_liens_fen: fenOf(row.liens),
    })),
    loans: list('loans', form.loans, (row) => ({
      lender: row.lender.trim(),
      principal_fen: fenOf(row.principal) ?? 0,
      due_on: row.dueOn || null,
      renewal_committed: unsaid(row.renewal),
    })),
    declarations: declarationsOf(form.answers, firm.declarations),
  }
}
