// What the pages about rules work out from the server's counts.
import type { SheetReport } from '@/api/types'

type Counts = SheetReport['after']

/** The share of those let through, as far as a machine can say; classes let nobody through. */
export function passes(counts: Counts, firms: number): number {
  const good = counts
    .filter(({ outcome }) => outcome === 'met' || outcome === 'conditional')
    .reduce((sum, one) => sum + one.firms, 0)
  return firms > 0 ? good / firms : 0
}

/** A share in whole per cent, as a width as well. */
export const shareOf = (share: number): string => `${Math.round(100 * share)}%`

/** The groups of a kind, the largest first; bands of age from young to old. */
export function byKind(report: Pick<SheetReport, 'groups'>, kind: string) {
  const lines = report.groups.filter((line) => line.kind === kind)
  return kind === 'age' ? [...lines].sort((a, b) => Number(a.code) - Number(b.code)) : lines
}
