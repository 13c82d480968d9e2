// What the forms of the register of overdue receivables ask for, and what they
// send; the sums of a list.
import type { Receivable } from '@/api/types'
import { fenToWan, wanToFen } from '@/domain/money'
import { normaliseUscc, usccFault } from '@/domain/uscc'

import { countOf, faultOf, needed, termFault, valueOf } from './typed'
import type { Faults } from './useFields'

export const SHOWN = ['open', 'settled', 'withdrawn'] as const
export type Shown = (typeof SHOWN)[number]

export interface ReceivableForm {
  debtor: string
  debtorUscc: string
  amount: string
  dueOn: string
  evidence: string
  plan: string
}

/** A form of what is known; blank for a new entry. */
export const receivableForm = (of?: Receivable): ReceivableForm => ({
  debtor: of?.debtor ?? '',
  debtorUscc: of?.debtor_uscc ?? '',
  amount: of ? fenToWan(of.amount_fen) : '',
  dueOn: of?.due_on ?? '',
  evidence: of?.evidence ?? '',
  plan: of?.plan ?? '',
})

export function receivableFaults(form: ReceivableForm): Faults {
  const code = normaliseUscc(form.debtorUscc)
  const wrong = code ? usccFault(code) : null
  return {
    debtor: needed(form.debtor),
    debtor_uscc: wrong ? { code: wrong, facts: { have: code.length } } : null,
    amount_fen: faultOf(wanToFen(form.amount)),
    due_on: needed(form.dueOn),
    evidence: needed(form.evidence),
  }
}

export const receivableBody = (form: ReceivableForm) => ({
  debtor: form.debtor.trim(),
  debtor_uscc: normaliseUscc(form.debtorUscc) || null,
  amount_fen: valueOf(wanToFen(form.amount)),
  due_on: form.dueOn,
  evidence: form.evidence.trim(),
  plan: form.plan.trim(),
})

export interface SettleForm {
  amount: string
  paidOn: string
}

/** What is still owed. */
export const owed = (one: Pick<Receivable, 'amount_fen' | 'settled_fen'>): number =>
  one.amount_fen - one.settled_fen

export const settleFaults = (form: SettleForm): Faults => ({
  amount_fen: faultOf(wanToFen(form.amount)),
  paid_on: needed(form.paidOn),
})

export const settleBody = (form: SettleForm) => ({
  amount_fen: valueOf(wanToFen(form.amount)),
  paid_on: form.paidOn,
})

export const financeFaults = (term: string): Faults => ({ term_months: termFault(term) })
export const financeBody = (term: string) => ({ term_months: countOf(term) })

/** Sums of entries: what is owed, how much of it is overdue, what came in. */
export function sumsOf(items: readonly Receivable[]) {
  const open = items.filter((one) => one.state === 'open')
  const late = open.filter((one) => one.overdue_days > 0)
  const sum = (of: readonly Receivable[], part: (one: Receivable) => number) =>
    of.reduce((total, one) => total + part(one), 0)
  return {
    open: open.length,
    owed: sum(open, owed),
    late: late.length,
    overdue: sum(late, owed),
    settled: sum(items, (one) => one.settled_fen),
  }
}
