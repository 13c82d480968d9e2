// The weekly sheet of the firms on the Double Hundred roster: which week is
// asked for, how it stands beside the week before, and what the form checks.
// No server here.
import type { LocationQuery } from 'vue-router'

import type { Monitoring, MonitoringInput, MonitoringLine, RosterEntry } from '@/api/types'
import { daysAfter, mondayOf } from '@/domain/day'
import { basisPointsToPercent, fenToWan, percentToBasisPoints } from '@/domain/money'

import { countFault, countOf, faultOf, fenOf, wanFault } from './typed'
import type { Faults } from './useFields'

/** The figures of a line, in the order of the sheet. */
export const FIGURES = [
  'output_fen',
  'revenue_fen',
  'orders_fen',
  'staff',
  'power_kwh',
  'utilisation_bp',
] as const
export type Figure = (typeof FIGURES)[number]

export const PARTS = ['reported', 'troubled', 'missing'] as const
export type Part = (typeof PARTS)[number]

export interface AskedSheet {
  /** A Monday. */
  week: string
  part: Part
  /** The firm whose trend is shown, or empty for none. */
  firm: string
}

const one = (value: LocationQuery[string] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

/** Reads an address; any day stands for its week, and no week has not begun yet. */
export function askedSheet(query: LocationQuery, today: string): AskedSheet {
  const now = mondayOf(today) ?? today
  const week = mondayOf(one(query.week)) ?? now
  const part = one(query.show)
  return {
    week: week > now ? now : week,
    part: PARTS.find((code) => code === part) ?? 'reported',
    firm: one(query.firm),
  }
}

/** Writes an address: only what is not so by itself. */
export function sheetAddress({ week, part, firm }: AskedSheet, today: string): LocationQuery {
  return {
    ...(week === mondayOf(today) ? {} : { week }),
    ...(part === 'reported' ? {} : { show: part }),
    ...(firm ? { firm } : {}),
  }
}

/** The last day of a week, or today while it runs: who stood on the roster is asked of it. */
export function lastDayOf(week: string, today: string): string {
  const sunday = daysAfter(week, 6)
  return sunday < today ? sunday : today
}

/** Who stood on the roster and has no line. */
export function missingOf(
  entries: readonly RosterEntry[],
  lines: readonly MonitoringLine[],
): RosterEntry[] {
  const reported = new Set(lines.map((line) => line.now.uscc))
  return entries.filter((entry) => !reported.has(entry.uscc))
}

/**
 * How a figure stands beside the week before, in basis points of it; of a share
 * the difference itself. Null where there is nothing to compare.
 */
export function changeOf(
  figure: Figure,
  now: Monitoring,
  before: Monitoring | null,
): number | null {
  const [new_, old] = [now[figure], before?.[figure]]
  if (new_ == null || old == null) return null
  if (figure === 'utilisation_bp') return new_ - old
  return old === 0 ? null : Math.round(((new_ - old) / old) * 10_000)
}

export interface Total {
  /** Of all firms that gave the figure. */
  sum: number
  firms: number
  /** In basis points, of the firms that gave it in both weeks; null where none did. */
  change: number | null
}

export function totalOf(figure: Figure, lines: readonly MonitoringLine[]): Total {
  const given = lines.filter((line) => line.now[figure] != null)
  const both = given.filter((line) => line.before?.[figure] != null)
  const sum = (all: readonly MonitoringLine[], of: (line: MonitoringLine) => number) =>
    all.reduce((total, line) => total + of(line), 0)
  const now = sum(both, (line) => line.now[figure] ?? 0)
  const before = sum(both, (line) => line.before?.[figure] ?? 0)
  return {
    sum: sum(given, (line) => line.now[figure] ?? 0),
    firms: given.length,
    change: before > 0 ? Math.round(((now - before) / before) * 10_000) : null,
  }
}

/** A figure as a chart draws it: 万元, people, kWh or per cent. */
export function plotted(figure: Figure, line: Monitoring): number | null {
  const value = line[figure]
  if (value == null) return null
  if (figure === 'utilisation_bp') return value / 100
  return figure.endsWith('_fen') ? value / 1_000_000 : value
}

/** All weeks from the first to the last that is there; null where one has no line. */
export function weeksOf(lines: readonly Monitoring[]): { week: string; line: Monitoring | null }[] {
  const byWeek = new Map(lines.map((line) => [line.week, line]))
  const weeks = [...byWeek.keys()].sort()
  const [first, last] = [weeks[0], weeks.at(-1)]
  if (!first || !last) return []
  const out = []
  for (let week = first; week <= last; week = daysAfter(week, 7)) {
    out.push({ week, line: byWeek.get(week) ?? null })
  }
  return out
}

export interface WeekForm extends Record<Figure, string> {
  troubles: string[]
  note: string
}

export function weekForm(line: Monitoring | null): WeekForm {
  const text = (value: number | null | undefined, write: (value: number) => string) =>
    value == null ? '' : write(value)
  return {
    output_fen: text(line?.output_fen, fenToWan),
    revenue_fen: text(line?.revenue_fen, fenToWan),
    orders_fen: text(line?.orders_fen, fenToWan),
    staff: text(line?.staff, String),
    power_kwh: text(line?.power_kwh, String),
    utilisation_bp: text(line?.utilisation_bp, basisPointsToPercent),
    troubles: [...(line?.troubles ?? [])],
    note: line?.note ?? '',
  }
}

/** The most that a plant can be used, and the most kWh that are taken. */
const [MOST_USED, MOST_POWER] = [15_000, 1_000_000_000_000]

/** Faults by field, as the server names fields; a line says one figure at least. */
export function weekFaults(form: WeekForm): Faults {
  const empty = FIGURES.every((figure) => form[figure].trim() === '')
  return {
    output_fen: empty ? { code: 'required' } : wanFault(form.output_fen, true),
    revenue_fen: wanFault(form.revenue_fen, true),
    orders_fen: wanFault(form.orders_fen, true),
    staff: countFault(form.staff, true),
    power_kwh: countFault(form.power_kwh, true, MOST_POWER),
    utilisation_bp: form.utilisation_bp.trim()
      ? faultOf(percentToBasisPoints(form.utilisation_bp, MOST_USED))
      : null,
  }
}

export function weekBody(week: string, form: WeekForm): MonitoringInput {
  const count = (text: string) => (text.trim() ? countOf(text) : null)
  const used = percentToBasisPoints(form.utilisation_bp, MOST_USED)
  return {
    week,
    output_fen: fenOf(form.output_fen),
    revenue_fen: fenOf(form.revenue_fen),
    orders_fen: fenOf(form.orders_fen),
    staff: count(form.staff),
    power_kwh: count(form.power_kwh),
    utilisation_bp: used.ok ? used.value : null,
    troubles: form.troubles,
    note: form.note.trim(),
  }
}
