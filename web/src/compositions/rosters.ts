// Rosters as the page shows them: what is asked for, how a period reads, and
// what the forms check before they are sent. No server here.
import type { LocationQuery } from 'vue-router'

import type { RosterEntry } from '@/api/types'
import { usccFault, normaliseUscc } from '@/domain/uscc'

import { needed } from './typed'
import type { Faults } from './useFields'

export interface AskedRosters {
  /** A code, or empty for all rosters. */
  roster: string
  /** Entries in force on the day, or empty for all. */
  on: string
  q: string
}

const one = (value: LocationQuery[string] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads an address; what it cannot use is as if it were not there. */
export function askedRosters(query: LocationQuery): AskedRosters {
  const on = one(query.on)
  return { roster: one(query.roster), on: DAY.test(on) ? on : '', q: one(query.q) }
}

/** Writes an address: only what was asked for. */
export function rostersAddress(asked: AskedRosters): LocationQuery {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''))
}

export type PeriodState = 'inForce' | 'ended' | 'notYet' | 'struck'

/** How an entry or a period stands on a day. */
export function stateOf(
  period: { valid_from: string | null; in_force: boolean; struck?: boolean },
  day: string,
): PeriodState {
  if (period.struck || period.valid_from === null) return 'struck'
  if (period.in_force) return 'inForce'
  return period.valid_from > day ? 'notYet' : 'ended'
}

export interface EntryForm {
  roster: string
  uscc: string
  name: string
  validFrom: string
  validTo: string
  source: string
  note: string
  reason: string
}

export const emptyEntry = (roster: string, day: string): EntryForm => ({
  roster,
  uscc: '',
  name: '',
  validFrom: day,
  validTo: '',
  source: '',
  note: '',
  reason: '',
})

/** A period of an entry as it would be typed, to correct it. */
export function entryForm(entry: RosterEntry, period: number): EntryForm {
  const now = entry.periods[period]
  return {
    roster: entry.roster,
    uscc: entry.uscc,
    name: now?.name ?? entry.name,
    validFrom: now?.valid_from ?? '',
    validTo: now?.valid_to ?? '',
    source: now?.source ?? '',
    note: now?.note ?? '',
    reason: '',
  }
}

/** All faults by the server's field names; a correction needs a reason, an addition a firm. */
export function entryFaults(form: EntryForm, kind: 'add' | 'correct'): Faults {
  const length = [...form.name.trim()].length
  const code = usccFault(normaliseUscc(form.uscc))
  return {
    ...(kind === 'add' ? { roster: needed(form.roster), uscc: code && { code } } : {}),
    name: length < 2 || length > 100 ? { code: 'name_length' } : null,
    valid_from: needed(form.validFrom),
    valid_to:
      form.validTo && form.validFrom && form.validTo < form.validFrom
        ? { code: 'date_before_start' }
        : null,
    source: needed(form.source),
    ...(kind === 'correct' ? { reason: needed(form.reason) } : {}),
  }
}

export interface EndForm {
  lastDay: string
  reason: string
}

export function endFaults(form: EndForm, from: string): Faults {
  return {
    last_day: needed(form.lastDay) ?? (form.lastDay < from ? { code: 'date_before_start' } : null),
    reason: needed(form.reason),
  }
}
