import { describe, expect, it } from 'vitest'

import type { Receivable } from '@/api/types'

import {
  receivableBody,
  receivableFaults,
  receivableForm,
  settleFaults,
  sumsOf,
} from './receivables'

const entry = (part: Partial<Receivable>): Receivable => ({
  id: 'rcv_1',
  version: 1,
  enterprise: {
    id: 'ent_1',
    name: '甲',
    district: '500109',
    industry: '34',
    tiers: [],
    rosters: [],
  },
  debtor: '乙',
  debtor_uscc: null,
  amount_fen: 100,
  settled_fen: 0,
  due_on: '2026-01-01',
  overdue_days: 0,
  evidence: '合同',
  plan: '',
  settlements: [],
  state: 'open',
  need_id: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  ...part,
})

describe('an entry', () => {
  it('is sent in fen, without a code that was not given', () => {
    const form = {
      ...receivableForm(),
      debtor: ' 乙 ',
      amount: '12.5',
      dueOn: '2026-01-01',
      evidence: '合同',
    }
    expect(receivableBody(form)).toEqual({
      debtor: '乙',
      debtor_uscc: null,
      amount_fen: 12_500_000,
      due_on: '2026-01-01',
      evidence: '合同',
      plan: '',
    })
    expect(Object.values(receivableFaults(form)).filter(Boolean)).toEqual([])
  })

  it('says what is missing and which code is wrong', () => {
    const faults = receivableFaults({ ...receivableForm(), debtorUscc: '9150' })
    expect(faults.debtor?.code).toBe('required')
    expect(faults.debtor_uscc?.code).toBe('uscc_length')
    expect(settleFaults({ amount: '', paidOn: '' }).amount_fen?.code).toBe('number_missing')
  })
})

describe('the sums', () => {
  it('count what is still owed, and of it what is overdue', () => {
    const all = [
      entry({ settled_fen: 40, overdue_days: 3 }),
      entry({}),
      entry({ state: 'settled', settled_fen: 100 }),
    ]
    expect(sumsOf(all)).toEqual({ open: 2, owed: 160, late: 1, overdue: 60, settled: 140 })
  })
})
