// A need as typed, its checks, and the need as the server takes it.
import type { NeedInput, RepaymentMethod } from '@/api/types'
import { basisPointsToPercent, fenToWan, percentToBasisPoints, wanToFen } from '@/domain/money'

import { countOf, fenOf, needed, said, termFault, unsaid, wanFault, type Said } from './typed'
import type { Fault, Faults } from './useFields'

export interface CollateralRow {
  kind: string
  appraised: string
  liens: string
}

/** Everything as a person types it. */
export interface NeedForm {
  amount: string
  term: string
  purpose: string
  collateral: Said
  items: CollateralRow[]
  guarantee: Said
  rateCeiling: string
  latestOn: string
  repayment: '' | RepaymentMethod
  project: { kind: string; field: string; state: string; investment: string }
  note: string
}

export const STEPS = ['money', 'security', 'wishes'] as const

/** Which fields belong to which step, by their start. */
const FIELDS: Record<(typeof STEPS)[number], string[]> = {
  money: ['amount_fen', 'term_months', 'purpose'],
  security: ['collateral', 'guarantee'],
  wishes: ['rate_ceiling_bp', 'latest_on', 'repayment', 'note', 'project'],
}

export function inStep(step: number, field: string): boolean {
  const name = STEPS[step]
  return name !== undefined && FIELDS[name].some((start) => field.startsWith(start))
}

/** The step that holds a field; the first when none does. */
export function stepOf(field: string): number {
  return Math.max(
    0,
    STEPS.findIndex((_, step) => inStep(step, field)),
  )
}

export const emptyRow = (): CollateralRow => ({ kind: '', appraised: '', liens: '' })

export function emptyNeed(): NeedForm {
  return {
    amount: '',
    term: '',
    purpose: '',
    collateral: '',
    items: [],
    guarantee: '',
    rateCeiling: '',
    latestOn: '',
    repayment: '',
    project: { kind: '', field: '', state: '', investment: '' },
    note: '',
  }
}

/** A saved need as it would be typed. */
export function formOf(need: NeedInput): NeedForm {
  const { collateral, project } = need
  const wan = (fen: number | null | undefined) => (fen == null ? '' : fenToWan(fen))
  return {
    amount: fenToWan(need.amount_fen),
    term: String(need.term_months),
    purpose: need.purpose,
    collateral: said(collateral && collateral.length > 0),
    items: (collateral ?? []).map((item) => ({
      kind: item.kind,
      appraised: wan(item.appraised_fen),
      liens: wan(item.prior_liens_fen),
    })),
    guarantee: said(need.guarantee),
    rateCeiling: need.rate_ceiling_bp == null ? '' : basisPointsToPercent(need.rate_ceiling_bp),
    latestOn: need.latest_on ?? '',
    repayment: need.repayment ?? '',
    project: {
      kind: project?.kind ?? '',
      field: project?.field ?? '',
      state: project?.state ?? '',
      investment: wan(project?.investment_fen),
    },
    note: need.note ?? '',
  }
}

function amountFault(text: string): Fault | null {
  const parsed = wanToFen(text)
  if (!parsed.ok) return { code: parsed.fault }
  return parsed.value > 0 ? null : { code: 'amount_not_positive' }
}

function rateFault(text: string): Fault | null {
  if (text.trim() === '') return null
  const parsed = percentToBasisPoints(text)
  if (!parsed.ok) {
    return { code: parsed.fault === 'number_too_large' ? 'rate_out_of_range' : parsed.fault }
  }
  return parsed.value > 0 ? null : { code: 'rate_out_of_range' }
}

/** All faults by the server's field names; `today` is YYYY-MM-DD. */
export function needFaults(form: NeedForm, today: string): Faults {
  const faults: Faults = {
    amount_fen: amountFault(form.amount),
    term_months: termFault(form.term),
    purpose: needed(form.purpose),
    rate_ceiling_bp: rateFault(form.rateCeiling),
    latest_on: form.latestOn && form.latestOn < today ? { code: 'date_in_past' } : null,
    'project.investment_fen': wanFault(form.project.investment, true),
    note: [...form.note].length > 2000 ? { code: 'text_too_long', facts: { most: 2000 } } : null,
  }
  if (form.collateral === 'yes') {
    form.items.forEach((item, row) => {
      faults[`collateral[${row}].kind`] = needed(item.kind)
      faults[`collateral[${row}].appraised_fen`] = wanFault(item.appraised, true)
      faults[`collateral[${row}].prior_liens_fen`] = wanFault(item.liens, true)
    })
  }
  return faults
}

function projectOf({ kind, field, state, investment }: NeedForm['project']) {
  if (!kind && !field && !state && !investment.trim()) return null
  return {
    kind: kind || null,
    field: field || null,
    state: state || null,
    investment_fen: fenOf(investment),
  }
}

function collateralOf(form: NeedForm) {
  if (form.collateral === '') return null
  if (form.collateral === 'no') return []
  return form.items.map((item) => ({
    kind: item.kind,
    appraised_fen: fenOf(item.appraised),
    prior_liens_fen: fenOf(item.liens),
  }))
}

/** The need on the wire; only for a form without faults. */
export function needInput(form: NeedForm): NeedInput {
  const rate = percentToBasisPoints(form.rateCeiling)
  return {
    amount_fen: fenOf(form.amount) ?? 0,
    term_months: countOf(form.term),
    purpose: form.purpose,
    collateral: collateralOf(form),
    guarantee: unsaid(form.guarantee),
    rate_ceiling_bp: rate.ok ? rate.value : null,
    latest_on: form.latestOn || null,
    repayment: form.repayment || null,
    project: projectOf(form.project),
    note: form.note.trim(),
  }
}
