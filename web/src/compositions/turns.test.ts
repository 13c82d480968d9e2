import { describe, expect, it } from 'vitest'

import { deadlineWords } from './turns'
import { moment } from './useFormat'

const due = '2026-11-25T09:30:00Z'

describe('deadlineWords', () => {
  it.each([
    ['on_time', 2, 'turns.left', 2],
    ['due_soon', 1, 'turns.left', 1],
    ['due_soon', 0, 'turns.today', 0],
    ['overdue', 0, 'turns.overToday', 0],
    ['overdue', -3, 'turns.over', 3],
  ] as const)('%s with %i working days left', (state, left, key, count) => {
    expect(deadlineWords({ state, working_days_left: left, due_at: due })).toEqual({
      key,
      values: { at: '2026-11-25 17:30', count },
    })
  })

  it('says nothing of a turn without a limit', () => {
    expect(deadlineWords({ state: 'unlimited', working_days_left: null, due_at: null })).toBeNull()
  })
})

describe('moment', () => {
  it('is the time in China, wherever the reader is', () => {
    expect(moment('2026-12-31T16:05:00Z')).toBe('2027-01-01 00:05')
  })
})
