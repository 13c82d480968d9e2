import { describe, expect, it } from 'vitest'

import type { Monitoring, RosterEntry } from '@/api/types'

import {
  askedSheet,
  changeOf,
  lastDayOf,
  missingOf,
  sheetAddress,
  totalOf,
  weekBody,
  weekFaults,
  weekForm,
  weeksOf,
} from './monitoring'

const line = (change: Partial<Monitoring>): Monitoring => ({
  uscc: 'A',
  name: '甲公司',
  district: '500109',
  week: '2026-11-23',
  output_fen: null,
  revenue_fen: null,
  orders_fen: null,
  staff: null,
  power_kwh: null,
  utilisation_bp: null,
  troubles: [],
  note: '',
  at: '2026-11-24T00:00:00Z',
  ...change,
})
const FRIDAY = '2026-11-27'

describe('the week in the address', () => {
  it('is this one by itself, and the Monday of any day', () => {
    expect(askedSheet({}, FRIDAY).week).toBe('2026-11-23')
    expect(askedSheet({ week: '2026-11-18' }, FRIDAY).week).toBe('2026-11-16')
    expect(askedSheet({ week: 'soon' }, FRIDAY).week).toBe('2026-11-23')
  })
  it('is none that has not begun', () => {
    expect(askedSheet({ week: '2026-12-07' }, FRIDAY).week).toBe('2026-11-23')
  })
  it('is written only where it is not this one', () => {
    const asked = askedSheet({ week: '2026-11-16', show: 'missing' }, FRIDAY)
    expect(sheetAddress(asked, FRIDAY)).toEqual({ week: '2026-11-16', show: 'missing' })
    expect(sheetAddress(askedSheet({}, FRIDAY), FRIDAY)).toEqual({})
  })
})

it('the roster is asked for the last day of a week, or for today while it runs', () => {
  expect(lastDayOf('2026-11-16', FRIDAY)).toBe('2026-11-22')
  expect(lastDayOf('2026-11-23', FRIDAY)).toBe(FRIDAY)
})

it('who has no line has not reported', () => {
  const entries = [{ uscc: 'A' }, { uscc: 'B' }] as RosterEntry[]
  expect(missingOf(entries, [{ now: line({}), before: null }])).toEqual([{ uscc: 'B' }])
})

describe('beside the week before', () => {
  it('is a share of it, or points for a share', () => {
    const [now, before] = [
      line({ output_fen: 110, utilisation_bp: 8000 }),
      line({ output_fen: 100, utilisation_bp: 8250 }),
    ]
    expect(changeOf('output_fen', now, before)).toBe(1000)
    expect(changeOf('utilisation_bp', now, before)).toBe(-250)
    expect(changeOf('staff', now, before)).toBeNull()
    expect(changeOf('output_fen', now, line({ output_fen: 0 }))).toBeNull()
    expect(changeOf('output_fen', now, null)).toBeNull()
  })
  it('a sum compares only the firms that gave both', () => {
    const lines = [
      { now: line({ output_fen: 90 }), before: line({ output_fen: 100 }) },
      { now: line({ output_fen: 500 }), before: null },
      { now: line({}), before: line({ output_fen: 70 }) },
    ]
    expect(totalOf('output_fen', lines)).toEqual({ sum: 590, firms: 2, change: -1000 })
    expect(totalOf('staff', lines)).toEqual({ sum: 0, firms: 0, change: null })
  })
})

it('a trend leaves a gap where a week was not reported', () => {
  const weeks = weeksOf([line({ week: '2026-11-23' }), line({ week: '2026-11-09' })])
  expect(weeks.map(({ week, line: one }) => [week, one !== null])).toEqual([
    ['2026-11-09', true],
    ['2026-11-16', false],
    ['2026-11-23', true],
  ])
  expect(weeksOf([])).toEqual([])
})

describe('the form', () => {
  it('reads a line and sends the same', () => {
    const sent = line({ output_fen: 120_500_000, staff: 186, utilisation_bp: 8250, note: '错峰' })
    const body = weekBody(sent.week, weekForm(sent))
    expect(body).toMatchObject({ output_fen: 120_500_000, staff: 186, utilisation_bp: 8250 })
    expect(body.power_kwh).toBeNull()
  })
  it('wants one figure at least, and each that is there sound', () => {
    expect(weekFaults(weekForm(null)).output_fen).toEqual({ code: 'required' })
    const faults = weekFaults({ ...weekForm(null), staff: '12.5', utilisation_bp: '151' })
    expect(faults.output_fen).toBeNull()
    expect(faults.staff).toEqual({ code: 'whole_number' })
    expect(faults.utilisation_bp).toEqual({ code: 'number_too_large' })
  })
})
