// A declared day travels as a day number: whole days since 1970-01-01, without
// a time zone.

const MILLISECONDS = 86_400_000

/** YYYY-MM-DD as a day number; null where it is no day of the calendar. */
export function dayNumber(day: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!parts) return null
  const number = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / MILLISECONDS
  return dayOf(number) === day ? number : null
}

/** A day number as YYYY-MM-DD. */
export function dayOf(number: number): string {
  return new Date(number * MILLISECONDS).toISOString().slice(0, 10)
}

/** The Monday of the day's week; null where it is no day of the calendar. */
export function mondayOf(day: string): string | null {
  const number = dayNumber(day)
  // 1970-01-01 was a Thursday.
  return number === null ? null : dayOf(number - ((((number + 3) % 7) + 7) % 7))
}

/** The day so many days after; before where there are less than none. */
export const daysAfter = (day: string, count: number): string =>
  dayOf((dayNumber(day) ?? 0) + count)
