import { describe, expect, it } from 'vitest'

import type { Overview } from '@/api/types'

import {
  askedPeriod,
  daysBefore,
  linesOf,
  overdueTurns,
  paidOut,
  percentOf,
  periodAddress,
  spanOf,
  widthOf,
} from './overview'

const TODAY = '2026-11-27'

describe('the period', () => {
  it('is the last 90 days where nothing was asked, or nothing that it knows', () => {
    expect(askedPeriod({}, TODAY)).toEqual({ preset: '90', from: '2026-08-30', until: TODAY })
    expect(askedPeriod({ period: 'ages' }, TODAY).preset).toBe('90')
  })
  it('goes over the end of a month and of a year', () => {
    expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28')
    expect(daysBefore('2026-01-10', 29)).toBe('2025-12-12')
    expect(askedPeriod({ period: 'year' }, TODAY).from).toBe('2026-01-01')
  })
  it('may be one’s own, and is written as it was read', () => {
    const asked = askedPeriod({ period: 'own', from: '2026-10-01', until: 'soon' }, TODAY)
    expect(asked).toEqual({ preset: 'own', from: '2026-10-01', until: '' })
    expect(periodAddress(asked)).toEqual({ period: 'own', from: '2026-10-01' })
    expect(periodAddress(askedPeriod({ period: '30' }, TODAY))).toEqual({ period: '30' })
  })
})

describe('figures', () => {
  it('have no share of nothing', () => {
    expect(percentOf(1, 3)).toBe('33.3%')
    expect(percentOf(2, 2)).toBe('100%')
    expect(percentOf(0, 0)).toBeNull()
  })
  it('show a bar for whatever is there', () => {
    expect(widthOf(1, 1000)).toBe('1%')
    expect(widthOf(0, 1000)).toBe('0%')
    expect(widthOf(5, 0)).toBe('0%')
  })
  it('read as minutes, hours or days', () => {
    expect(spanOf(45)).toEqual({ unit: 'minutes', count: '45' })
    expect(spanOf(1770)).toEqual({ unit: 'hours', count: '30' })
    expect(spanOf(7200)).toEqual({ unit: 'days', count: '5' })
    expect(spanOf(4000)).toEqual({ unit: 'days', count: '2.8' })
  })
})

describe('an overview', () => {
  const line = (kind: string, deals: number, disbursed_fen: number) => ({
    kind,
    deals,
    disbursed_fen,
  })
  const overview = {
    lines: [line('district', 2, 300), line('district', 1, 50), line('product', 3, 350)],
    overdue: [{ turns: 2 }, { turns: 3 }],
  } as unknown as Overview
  it('adds up', () => {
    expect(linesOf(overview, 'product')).toHaveLength(1)
    expect(paidOut(overview)).toEqual({ deals: 3, amount: 350 })
    expect(overdueTurns(overview)).toBe(5)
  })
})
