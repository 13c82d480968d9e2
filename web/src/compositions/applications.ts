// What the forms of an application's moves ask for, and what they send.
import type { ApplicationMove, MoveBody } from '@/api/types'
import { percentToBasisPoints, wanToFen, type Parsed } from '@/domain/money'

import { countOf, faultOf, needed, termFault, valueOf } from './typed'
import type { Faults } from './useFields'

/** Moves that ask for something; the others happen by a button alone. */
export const ASKING = [
  'want_documents',
  'hand_in',
  'quote',
  'take',
  'approve',
  'sign',
  'disburse',
  'repay',
  'decline',
  'withdraw',
] as const satisfies readonly ApplicationMove[]
export type Asking = (typeof ASKING)[number]

export const asks = (move: ApplicationMove): move is Asking =>
  (ASKING as readonly ApplicationMove[]).includes(move)

export interface MoveForm {
  amount: string
  rate: string
  term: string
  repayment: string
  guaranteeFee: string
  oneOffFee: string
  validUntil: string
  day: string
  contract: string
  reason: string
  text: string
}

export const blank = (): MoveForm => ({
  amount: '',
  rate: '',
  term: '',
  repayment: '',
  guaranteeFee: '',
  oneOffFee: '',
  validUntil: '',
  day: '',
  contract: '',
  reason: '',
  text: '',
})

/** What may be left empty is nothing. */
const optional = (text: string, read: (text: string) => Parsed): Parsed =>
  text.trim() ? read(text) : { ok: true, value: 0 }

/** Faults by field, as the server names fields. Equity has neither rate nor repayment. */
export function moveFaults(move: Asking, form: MoveForm, equity: boolean): Faults {
  switch (move) {
    case 'quote':
      return {
        amount_fen: faultOf(wanToFen(form.amount)),
        rate_bp: equity && !form.rate ? null : faultOf(percentToBasisPoints(form.rate)),
        term_months: termFault(form.term),
        repayment: equity ? null : needed(form.repayment),
        guarantee_fee_bp: faultOf(optional(form.guaranteeFee, percentToBasisPoints)),
        one_off_fee_fen: faultOf(optional(form.oneOffFee, wanToFen)),
        valid_until: needed(form.validUntil),
      }
    case 'want_documents':
      return { documents: needed(form.text) }
    case 'sign':
      return { contract: needed(form.contract), signed_on: needed(form.day) }
    case 'disburse':
      return { amount_fen: faultOf(wanToFen(form.amount)), paid_on: needed(form.day) }
    case 'repay':
      return { repaid_on: needed(form.day) }
    case 'decline':
      return { reason: needed(form.reason), text: needed(form.text) }
    case 'withdraw':
      return { reason: needed(form.reason) }
    default:
      return {}
  }
}

/** What is sent once the form has no faults. `number` is the quote that is taken. */
export function moveBody(move: Asking, form: MoveForm, number: number): MoveBody {
  const text = form.text.trim()
  switch (move) {
    case 'quote':
      return {
        amount_fen: valueOf(wanToFen(form.amount)),
        rate_bp: form.rate ? valueOf(percentToBasisPoints(form.rate)) : null,
        term_months: countOf(form.term),
        repayment: (form.repayment || null) as never,
        guarantee_fee_bp: valueOf(optional(form.guaranteeFee, percentToBasisPoints)),
        one_off_fee_fen: valueOf(optional(form.oneOffFee, wanToFen)),
        valid_until: form.validUntil,
        note: text,
      }
    case 'want_documents':
      return { documents: text }
    case 'take':
      return { number }
    case 'sign':
      return { contract: form.contract.trim(), signed_on: form.day }
    case 'disburse':
      return { amount_fen: valueOf(wanToFen(form.amount)), paid_on: form.day }
    case 'repay':
      return { repaid_on: form.day }
    case 'decline':
    case 'withdraw':
      return { reason: form.reason, text }
    default:
      return { text }
  }
}

/** The quotes of a need's applications that can be compared, the cheapest first; equity last. */
export function sideBySide<A extends { quotes: readonly Comparable[] }>(
  applications: readonly A[],
): { application: A; quote: A['quotes'][number] }[] {
  return applications
    .flatMap((application) =>
      application.quotes
        .filter((quote) => quote.standing || quote.taken)
        .map((quote) => ({ application, quote })),
    )
    .sort((a, b) => (a.quote.total_fen ?? Infinity) - (b.quote.total_fen ?? Infinity))
}

interface Comparable {
  standing: boolean
  taken: boolean
  total_fen: number | null
}
