// What a firm declares beyond the parts of its profile, as typed: one answer
// per declared field, in the shape that the field's type asks for. An answer
// left empty is not known and is not sent.
import type { DeclaredField, Enterprise } from '@/api/types'
import { dayNumber, dayOf } from '@/domain/day'
import { basisPointsToPercent, fenToWan, percentToBasisPoints } from '@/domain/money'

import { countFault, countOf, faultOf, fenOf, wanFault, type Said } from './typed'
import type { Fault, Faults } from './useFields'

type Declaration = NonNullable<Enterprise['declarations']>[number]

/** The longest that the server takes, in months: a thousand years. */
const MOST_MONTHS = 12_000
const MOST_COUNT = 1_000_000_000

export interface AnswerRow {
  field: string
  /** Null where the rule data no longer asks for the field. */
  type: DeclaredField['type'] | null
  said: Said
  /** An amount in 万元, a share in %, a count, a day, or a code. */
  text: string
  codes: string[]
  /** As saved, for a field that this page cannot edit. */
  before: Declaration | null
}

/** A new row for a field. */
export const emptyAnswer = ({ field, type }: Pick<DeclaredField, 'field' | 'type'>): AnswerRow => ({
  field,
  type,
  said: '',
  text: '',
  codes: [],
  before: null,
})

function written(type: DeclaredField['type'], number: number): string {
  switch (type) {
    case 'money':
      return fenToWan(number)
    case 'rate':
      return basisPointsToPercent(number)
    case 'day':
      return dayOf(number)
    default:
      return String(number)
  }
}

/** Saved declarations as they would be typed. */
export function answerRows(
  declarations: Enterprise['declarations'],
  fields: readonly DeclaredField[],
): AnswerRow[] {
  return (declarations ?? []).map((before) => {
    const { field, number, codes } = before
    const known = fields.find((one) => one.field === field && one.declared)
    if (!known) return { field, type: null, said: '', text: '', codes: [], before }
    const row = emptyAnswer(known)
    if (known.type === 'codes') return { ...row, codes: [...(codes ?? [])] }
    if (known.type === 'code' || known.type === 'place') return { ...row, text: codes?.[0] ?? '' }
    if (known.type === 'flag') return { ...row, said: number === 1 ? 'yes' : 'no' }
    return { ...row, text: number == null ? '' : written(known.type, number) }
  })
}

/** Tells whether a row says anything. */
export function answered(row: AnswerRow): boolean {
  if (row.type === null) return true
  if (row.type === 'flag') return row.said !== ''
  return row.type === 'codes' ? row.codes.length > 0 : row.text.trim() !== ''
}

/** How the server names a row's value; empty rows are not sent and not counted. */
export function answerPath(rows: readonly AnswerRow[], place: number): string {
  const row = rows[place]
  const sent = rows.slice(0, place).filter(answered).length
  const coded = row?.type === 'code' || row?.type === 'codes' || row?.type === 'place'
  return `declarations[${sent}].${coded ? 'codes' : 'number'}`
}

function answerFault(row: AnswerRow): Fault | null {
  switch (row.type) {
    case 'money':
      return wanFault(row.text, true)
    case 'rate':
      return faultOf(percentToBasisPoints(row.text))
    case 'months':
      return countFault(row.text, true, MOST_MONTHS)
    case 'count':
      return countFault(row.text, true, MOST_COUNT)
    case 'day':
      return dayNumber(row.text) === null ? { code: 'required' } : null
    default:
      return null
  }
}

/** All faults by the server's field names. */
export function answerFaults(rows: readonly AnswerRow[]): Faults {
  const faults: Faults = {}
  rows.forEach((row, place) => {
    if (answered(row)) faults[answerPath(rows, place)] = answerFault(row)
  })
  return faults
}

function numberOf(row: AnswerRow): number | null {
  switch (row.type) {
    case 'flag':
      return row.said === 'yes' ? 1 : 0
    case 'money':
      return fenOf(row.text)
    case 'rate': {
      const parsed = percentToBasisPoints(row.text)
      return parsed.ok ? parsed.value : null
    }
    case 'day':
      return dayNumber(row.text)
    default:
      return countOf(row.text)
  }
}

/** The declarations on the wire; only for rows without faults. */
export function declarationsOf(
  rows: readonly AnswerRow[],
  before: Enterprise['declarations'],
): Enterprise['declarations'] {
  const said = rows.filter(answered).map((row): Declaration => {
    if (row.before) return row.before
    if (row.type === 'codes') return { field: row.field, codes: row.codes }
    if (row.type === 'code' || row.type === 'place') return { field: row.field, codes: [row.text] }
    return { field: row.field, number: numberOf(row) }
  })
  return said.length > 0 ? said : before && []
}

/** The fields not answered yet whose words hold all that was typed. */
export function matching<T extends { label: string; paper: string }>(
  fields: readonly T[],
  typed: string,
): T[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return fields.filter(({ label, paper }) => {
    const all = `${label} ${paper}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** The parts of the profile page, in its order. */
export const SECTIONS = ['identity', 'financials', 'people', 'titles', 'credit', 'answers'] as const
export type Section = (typeof SECTIONS)[number]

const HELD: Partial<Record<Section, readonly string[]>> = {
  people: ['staff', 'rd_staff_share', 'patents', 'invention_patents'],
  titles: ['tiers', 'certificates', 'rosters'],
  credit: ['tax_grade', 'loan_count', 'loan_due_known', 'renewal_committed'],
  financials: [
    'tax_paid',
    'tax_paid_years',
    'revenue',
    'revenue_growth',
    'net_profit',
    'net_profit_growth',
    'debt_ratio',
    'rd_expense',
    'rd_share',
    'rd_change',
    'industrial_value_added',
    'industrial_value_added_earlier',
    'purchases',
  ],
}

/** Which part of the profile a field is answered in. */
export function sectionOf(field: Pick<DeclaredField, 'field' | 'declared'>): Section {
  if (field.declared) return 'answers'
  const name = field.field.replace(/^enterprise\./, '')
  return SECTIONS.find((section) => HELD[section]?.includes(name)) ?? 'identity'
}
