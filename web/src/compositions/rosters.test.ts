import { expect, it } from 'vitest'

import type { RosterEntry } from '@/api/types'

import {
  askedRosters,
  emptyEntry,
  endFaults,
  entryFaults,
  entryForm,
  rostersAddress,
  stateOf,
} from './rosters'

it('an address is read and written, without what it cannot use', () => {
  const asked = askedRosters({ roster: 'whitelist', on: 'tomorrow', q: ['北碚', 'x'] })
  expect(asked).toEqual({ roster: 'whitelist', on: '', q: '北碚' })
  expect(rostersAddress(asked)).toEqual({ roster: 'whitelist', q: '北碚' })
  expect(askedRosters(rostersAddress({ roster: '', on: '2026-01-01', q: '' })).on).toBe(
    '2026-01-01',
  )
})

it.each([
  ['counts today', { valid_from: '2026-01-01', in_force: true }, 'inForce'],
  ['is over', { valid_from: '2025-01-01', in_force: false }, 'ended'],
  ['has not begun', { valid_from: '2026-12-01', in_force: false }, 'notYet'],
  ['was struck out', { valid_from: '2026-01-01', in_force: false, struck: true }, 'struck'],
  ['has no period left', { valid_from: null, in_force: false }, 'struck'],
] as const)('a period that %s', (_, period, want) => {
  expect(stateOf(period, '2026-11-23')).toBe(want)
})

const codes = (faults: Record<string, { code: string } | null>) =>
  Object.fromEntries(Object.entries(faults).flatMap(([at, f]) => (f ? [[at, f.code]] : [])))

it('an addition needs a firm, days and a document', () => {
  const form = emptyEntry('', '2026-11-23')
  expect(codes(entryFaults(form, 'add'))).toMatchObject({
    roster: 'required',
    name: 'name_length',
    source: 'required',
  })
  const good = {
    ...form,
    roster: 'whitelist',
    uscc: '91500112MA5U0DEM0H',
    name: '示例有限公司',
    source: '示例通知',
  }
  expect(codes(entryFaults(good, 'add'))).toEqual({})
  expect(codes(entryFaults({ ...good, validTo: '2026-11-22' }, 'add'))).toEqual({
    valid_to: 'date_before_start',
  })
})

it('a correction begins with what stands there and needs a reason', () => {
  const entry = {
    roster: 'whitelist',
    uscc: '91500112MA5U0DEM0H',
    periods: [
      { name: '示例', valid_from: '2026-01-01', valid_to: null, source: '通知', note: null },
    ],
  } as unknown as RosterEntry
  const form = entryForm(entry, 0)
  expect(form).toMatchObject({ name: '示例', validFrom: '2026-01-01', validTo: '', source: '通知' })
  expect(codes(entryFaults(form, 'correct'))).toEqual({ reason: 'required' })
})

it('an end is not before the beginning and has a reason', () => {
  expect(codes(endFaults({ lastDay: '2025-12-31', reason: '' }, '2026-01-01'))).toEqual({
    last_day: 'date_before_start',
    reason: 'required',
  })
  expect(codes(endFaults({ lastDay: '2026-01-01', reason: '复核未通过' }, '2026-01-01'))).toEqual(
    {},
  )
})
