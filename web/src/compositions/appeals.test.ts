import { describe, expect, it } from 'vitest'

import type { Appeal } from '@/api/types'

import { inTurn, stepBody, stepFaults } from './appeals'

const appeal = (
  id: string,
  created: string,
  turn: { mine: boolean; due_at: string | null } | null,
) => ({ id, created_at: created, turn }) as Appeal

describe('the order of a board', () => {
  it('has what waits for the reader first, the earliest due at the top, then the newest', () => {
    const all = [
      appeal('old', '2026-11-01', null),
      appeal('later', '2026-11-02', { mine: true, due_at: '2026-11-30T09:30:00Z' }),
      appeal('new', '2026-11-20', { mine: false, due_at: '2026-11-21T09:30:00Z' }),
      appeal('urgent', '2026-11-03', { mine: true, due_at: '2026-11-22T09:30:00Z' }),
    ]
    expect(inTurn(all).map((one) => one.id)).toEqual(['urgent', 'later', 'new', 'old'])
  })
})

describe('a step', () => {
  const blank = { text: '', department: '', rating: '' }
  it('asks for words where it means nothing without', () => {
    expect(stepFaults('answer', blank).text?.code).toBe('required')
    expect(stepFaults('reopen', blank).text?.code).toBe('required')
    expect(stepFaults('accept', blank).text).toBeUndefined()
    expect(stepFaults('refer', { ...blank, text: '归口' }).department?.code).toBe('required')
    expect(stepFaults('rate', blank).rating?.code).toBe('required')
  })
  it('sends a department only where one was chosen', () => {
    expect(stepBody('accept', blank)).toEqual({ text: '' })
    expect(stepBody('refer', { ...blank, text: 'x', department: 'transport' })).toEqual({
      text: 'x',
      department: 'transport',
    })
    expect(stepBody('rate', { ...blank, rating: '4' })).toEqual({ rating: 4, text: '' })
  })
})
