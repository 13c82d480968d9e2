import { expect, it } from 'vitest'

import type { DeclaredField } from '@/api/types'

import { answerPlace, openAnswer, wantedField, wordOf } from './useAsked'
import type { ProfileForm } from './profileForm'

const field = (name: string, declared: boolean): DeclaredField => ({
  field: name,
  type: 'flag',
  vocabulary: null,
  group: null,
  label: { zh: name },
  paper: { zh: '' },
  declared,
})
const ASKED = [
  field('enterprise.listed', true),
  field('enterprise.tiers', false),
  field('need.term', false),
]

it.each([
  [
    'a field of the firm',
    'enterprise.listed',
    { path: '/profile', query: { field: 'enterprise.listed', need: 'need_1' } },
  ],
  [
    'a field of an approved product',
    'approved_product.kind',
    { path: '/profile', query: { field: 'approved_product.kind', need: 'need_1' } },
  ],
  ['no field in particular', '', { path: '/profile', query: { need: 'need_1' } }],
  ['a field of the need', 'need.term', '/needs/new'],
])('%s is answered at its place', (_, name, want) => {
  expect(answerPlace(name, 'need_1')).toEqual(want)
})

it.each([
  ['a declared field', 'enterprise.listed', 'answers'],
  ['a field of the profile', 'enterprise.tiers', 'titles'],
  ['a field of the need has no place here', 'need.term', undefined],
  ['a field that nobody asks for', 'enterprise.unheard', undefined],
  ['none', '', undefined],
])('%s', (_, name, want) => expect(wantedField(ASKED, name)?.section).toBe(want))

it('a row is opened once', () => {
  const form = { answers: [] } as unknown as ProfileForm
  const listed = field('enterprise.listed', true)
  expect(openAnswer(form, field('enterprise.other', true))).toBe(0)
  expect(openAnswer(form, listed)).toBe(1)
  expect(openAnswer(form, listed)).toBe(1)
  expect(form.answers).toHaveLength(2)
})

it('a word given twice is none', () => {
  expect(wordOf(['a', 'b'])).toBe('')
  expect(wordOf('a')).toBe('a')
})
