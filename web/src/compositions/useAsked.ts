// From a fact that a match lacks to where it is answered, and back.
import type { RouteLocationRaw } from 'vue-router'

import { api, unwrap } from '@/api/client'
import type { DeclaredField } from '@/api/types'

import { emptyAnswer, sectionOf, type Section } from './answers'
import type { ProfileForm } from './profileForm'

/** How the fields of the rule data are fetched and under which key they are kept. */
export const fieldsQuery = {
  queryKey: ['fields'] as const,
  queryFn: () => unwrap(api.GET('/fields')),
  // They change with a release of the rule data only.
  staleTime: 3_600_000,
}

/**
 * Where a field is answered, for the matches of a need. A submitted need stays
 * as it is; what it lacks goes into a new one.
 */
export function answerPlace(field: string, need: string): RouteLocationRaw {
  return field.startsWith('need.')
    ? '/needs/new'
    : { path: '/profile', query: { ...(field && { field }), need } }
}

/** The one word of a query, whatever the address holds. */
export const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export interface Wanted {
  field: DeclaredField
  section: Section
}

/** The field that the address asks for, and its part of the profile. */
export function wantedField(asked: readonly DeclaredField[], name: string): Wanted | null {
  const field = asked.find((one) => one.field === name && !one.field.startsWith('need.'))
  return field ? { field, section: sectionOf(field) } : null
}

/** Opens the row of a declared field; tells its place. */
export function openAnswer(form: ProfileForm, field: DeclaredField): number {
  const place = form.answers.findIndex((row) => row.field === field.field)
  return place >= 0 ? place : form.answers.push(emptyAnswer(field)) - 1
}
