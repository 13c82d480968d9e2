// What the forms of an appeal ask for and send, and in which order a board shows them.
import type { Appeal, AppealInput, AppealMove, AppealState } from '@/api/types'

import { needed } from './typed'
import type { Faults } from './useFields'

export const STATES = [
  'raised',
  'handled',
  'answered',
  'closed',
  'withdrawn',
] as const satisfies AppealState[]
export const RATINGS = ['5', '4', '3', '2', '1'] as const
export type Rating = (typeof RATINGS)[number]

export const blankAppeal = () => ({ category: '', title: '', text: '' })
export type AppealForm = ReturnType<typeof blankAppeal>

export const appealFaults = (form: AppealForm): Faults => ({
  category: needed(form.category),
  title: needed(form.title),
  text: needed(form.text),
})

export const appealBody = (form: AppealForm): AppealInput => ({
  category: form.category,
  title: form.title.trim(),
  text: form.text.trim(),
})

export interface StepForm {
  text: string
  /** Empty: it stays. */
  department: string
  rating: string
}

export const asksDepartment = (move: AppealMove) => move === 'accept' || move === 'refer'
/** A move that means nothing without words. */
export const needsWords = (move: AppealMove) =>
  move === 'answer' || move === 'refer' || move === 'reopen'

export const stepFaults = (move: AppealMove, form: StepForm): Faults => ({
  ...(needsWords(move) ? { text: needed(form.text) } : {}),
  ...(move === 'refer' ? { department: needed(form.department) } : {}),
  ...(move === 'rate' ? { rating: needed(form.rating) } : {}),
})

export function stepBody(move: AppealMove, form: StepForm) {
  const text = form.text.trim()
  if (move === 'rate') return { rating: Number(form.rating), text }
  return asksDepartment(move) && form.department ? { text, department: form.department } : { text }
}

/** What waits for the reader first, the most urgent at the top; then the newest. */
export function inTurn(all: readonly Appeal[]): Appeal[] {
  const due = (one: Appeal) => (one.turn?.mine ? (one.turn.due_at ?? '9') : null)
  return [...all].sort((one, other) => {
    const [mine, theirs] = [due(one), due(other)]
    if (mine !== null && theirs !== null) return mine.localeCompare(theirs)
    if (mine !== null || theirs !== null) return mine !== null ? -1 : 1
    return other.created_at.localeCompare(one.created_at)
  })
}

export const ratingOf = (rating: number | null): Rating | null =>
  RATINGS.find((one) => Number(one) === rating) ?? null
