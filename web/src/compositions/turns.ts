// How a deadline reads.
import type { Turn } from '@/api/types'
import { moment } from '@/compositions/useFormat'

/** Which text of the locales it is, with its values; null where there is no limit. */
export interface Words {
  key: string
  values: { at: string; count: number }
}

export function deadlineWords(
  turn: Pick<Turn, 'due_at' | 'working_days_left' | 'state'>,
): Words | null {
  if (turn.due_at == null) return null
  const left = turn.working_days_left ?? 0
  const count = Math.abs(left)
  const values = { at: moment(turn.due_at), count }
  if (turn.state === 'overdue') {
    return { key: count === 0 ? 'turns.overToday' : 'turns.over', values }
  }
  return { key: left === 0 ? 'turns.today' : 'turns.left', values }
}
