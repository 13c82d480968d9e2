// What the forms of a bridge ask for, and what they send.
import type { BridgeFund, BridgeFundBody, BridgeMove, BridgeMoveBody } from '@/api/types'
import { basisPointsToPercent, fenToWan, percentToBasisPoints, wanToFen } from '@/domain/money'

import { faultOf, needed, said, unsaid, valueOf, type Said } from './typed'
import type { Faults } from './useFields'

export interface BridgeForm {
  amount: string
  day: string
  reason: string
  text: string
}

export interface RequestForm {
  fund: string
  lender: string
  principal: string
  dueOn: string
  contract: string
  amount: string
}

export const blankRequest = (): RequestForm => ({
  fund: '',
  lender: '',
  principal: '',
  dueOn: '',
  contract: '',
  amount: '',
})

export const requestFaults = (form: RequestForm): Faults => ({
  fund_id: needed(form.fund),
  lender_id: needed(form.lender),
  principal_fen: faultOf(wanToFen(form.principal)),
  due_on: needed(form.dueOn),
  contract: needed(form.contract),
  amount_fen: faultOf(wanToFen(form.amount)),
})

export const requestBody = (form: RequestForm) => ({
  fund_id: form.fund,
  lender_id: form.lender,
  principal_fen: valueOf(wanToFen(form.principal)),
  due_on: form.dueOn,
  contract: form.contract.trim(),
  amount_fen: valueOf(wanToFen(form.amount)),
})

/** Which fields a move asks for. */
export const DAY_FIELD: Record<BridgeMove, 'promised_on' | 'done_on' | null> = {
  commit: 'promised_on',
  approve: null,
  disburse: 'done_on',
  repay_old: 'done_on',
  renew: 'done_on',
  return: 'done_on',
  decline: null,
  withdraw: null,
}
export const asksAmount = (move: BridgeMove) => move === 'commit' || move === 'approve'
export const asksReason = (move: BridgeMove) => move === 'decline' || move === 'withdraw'

export function bridgeFaults(move: BridgeMove, form: BridgeForm): Faults {
  const day = DAY_FIELD[move]
  return {
    ...(asksAmount(move) ? { amount_fen: faultOf(wanToFen(form.amount)) } : {}),
    ...(day ? { [day]: needed(form.day) } : {}),
    ...(asksReason(move) ? { reason: needed(form.reason) } : {}),
    ...(move === 'decline' ? { text: needed(form.text) } : {}),
  }
}

export function bridgeBody(move: BridgeMove, form: BridgeForm): BridgeMoveBody {
  const amount_fen = valueOf(wanToFen(form.amount))
  switch (move) {
    case 'commit':
      return { amount_fen, promised_on: form.day, note: form.text.trim() }
    case 'approve':
      return { amount_fen }
    case 'decline':
    case 'withdraw':
      return { reason: form.reason, text: form.text.trim() }
    default:
      return { done_on: form.day }
  }
}

/** The most that can be approved, where it is known: the limit that binds. */
export function most(
  limits: readonly { amount_fen: number | null; binds: boolean }[],
): number | null {
  return limits.find((one) => one.binds)?.amount_fen ?? null
}

export interface FundForm {
  total: string
  ownShare: string
  dayBasis: string
  countsFirst: Said
  countsLast: Said
  source: string
}

/** What is known of a fund, as its form shows it. */
export const fundForm = (fund: BridgeFund): FundForm => ({
  total: fund.total_fen == null ? '' : fenToWan(fund.total_fen),
  ownShare: fund.own_share_bp == null ? '' : basisPointsToPercent(fund.own_share_bp),
  dayBasis: fund.day_basis ?? '',
  countsFirst: said(fund.counts_first),
  countsLast: said(fund.counts_last),
  source: fund.source,
})

export const fundFaults = (form: FundForm): Faults => ({
  total_fen: faultOf(wanToFen(form.total)),
  own_share_bp: form.ownShare.trim() ? faultOf(percentToBasisPoints(form.ownShare)) : null,
  source: needed(form.source),
})

/** What is left open stays not known. */
export const fundBody = (form: FundForm, version: number): BridgeFundBody => ({
  version,
  total_fen: valueOf(wanToFen(form.total)),
  own_share_bp: form.ownShare.trim() ? valueOf(percentToBasisPoints(form.ownShare)) : null,
  day_basis: (form.dayBasis || null) as BridgeFundBody['day_basis'],
  counts_first: unsaid(form.countsFirst),
  counts_last: unsaid(form.countsLast),
  source: form.source.trim(),
})
