// Files that are imported: what may be done once one was looked at. No server here.
import type { ImportReport } from '@/api/types'

/** To look at it, to write all of it, or to write its good rows. */
export type ImportHow = 'check' | 'all' | 'some'

/** Rows that change something. */
export const goodRows = ({ added, changed }: Pick<ImportReport, 'added' | 'changed'>): number =>
  added + changed

/** What a looked-at file allows: to write all, to write the good rows, or nothing. */
export function importStep(report: ImportReport | null): 'choose' | 'all' | 'some' | 'none' {
  if (!report) return 'choose'
  const good = goodRows(report)
  if (report.faults_total === 0) return good > 0 ? 'all' : 'none'
  return report.bad > 0 && good > 0 ? 'some' : 'none'
}
