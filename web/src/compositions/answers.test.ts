import { expect, it } from 'vitest'

import type { DeclaredField } from '@/api/types'

import {
  answerFaults,
  answerPath,
  answerRows,
  declarationsOf,
  emptyAnswer,
  matching,
  sectionOf,
  type AnswerRow,
} from './answers'

const field = (name: string, type: DeclaredField['type']): DeclaredField => ({
  field: name,
  type,
  vocabulary: null,
  group: null,
  label: { zh: name },
  paper: { zh: '' },
  declared: true,
})
const FIELDS = [
  field('listed', 'flag'),
  field('capital', 'money'),
  field('share', 'rate'),
  field('since', 'months'),
  field('points', 'count'),
  field('recognised', 'day'),
  field('grade', 'code'),
  field('kinds', 'codes'),
]

it('what is saved as it was read does not change, of any type', () => {
  const saved = [
    { field: 'listed', number: 0 },
    { field: 'capital', number: 123_456_701 },
    { field: 'share', number: 5_125 },
    { field: 'since', number: 25 },
    { field: 'points', number: 0 },
    { field: 'recognised', number: 20_398 },
    { field: 'grade', codes: ['A'] },
    { field: 'kinds', codes: ['a', 'b'] },
    { field: 'of older rules', number: 3 },
  ]
  expect(declarationsOf(answerRows(saved, FIELDS), saved)).toEqual(saved)
})

it.each([
  ['no answer to a profile that has said nothing stays unknown', null, null],
  ['taking the last answer back leaves none', [{ field: 'listed', number: 1 }], []],
])('%s', (_, before, want) => expect(declarationsOf([], before)).toEqual(want))

const row = (type: DeclaredField['type'], change: Partial<AnswerRow>) => ({
  ...emptyAnswer({ field: type, type }),
  ...change,
})

it.each<[string, AnswerRow, object | null]>([
  ['yes is 1', row('flag', { said: 'yes' }), { field: 'flag', number: 1 }],
  ['no is 0', row('flag', { said: 'no' }), { field: 'flag', number: 0 }],
  ['not known is not sent', row('flag', {}), null],
  ['万元 to the fen', row('money', { text: '12.345678' }), { field: 'money', number: 12_345_678 }],
  [
    'per cent to the basis point',
    row('rate', { text: '33.34%' }),
    { field: 'rate', number: 3_334 },
  ],
  ['a day by its number', row('day', { text: '1970-01-02' }), { field: 'day', number: 1 }],
  ['a code of the vocabulary', row('code', { text: 'A' }), { field: 'code', codes: ['A'] }],
  [
    'digits as a Chinese keyboard types them',
    row('count', { text: '１２' }),
    { field: 'count', number: 12 },
  ],
])('%s', (_, answer, want) => {
  expect(declarationsOf([answer], null)).toEqual(want && [want])
})

it.each<[string, AnswerRow, string | undefined]>([
  ['an empty row has no fault', row('money', {}), undefined],
  ['a fraction of a fen', row('money', { text: '1.1234567' }), 'number_too_fine'],
  ['a share above the whole', row('rate', { text: '100.01' }), 'number_too_large'],
  ['half a month', row('months', { text: '1.5' }), 'whole_number'],
  ['more than a thousand years', row('months', { text: '12001' }), 'number_too_large'],
])('%s', (_, answer, want) => {
  expect(answerFaults([answer])[answerPath([answer], 0)]?.code).toBe(want)
})

it('a row is named by its place among those that are sent', () => {
  const rows = [row('flag', { said: 'yes' }), row('money', {}), row('code', { text: 'A' })]
  expect(answerPath(rows, 2)).toBe('declarations[1].codes')
})

it('questions are found by any word of their label or paper', () => {
  const asked = [
    { label: '注册资本', paper: '营业执照' },
    { label: 'Torch points', paper: 'assessment' },
  ]
  const found = (typed: string) => matching(asked, typed).map((one) => one.label)
  expect(found('')).toHaveLength(2)
  expect(found('营业')).toEqual(['注册资本'])
  expect(found('ASSESSMENT torch')).toEqual(['Torch points'])
  expect(found('nothing')).toEqual([])
})

it.each([
  ['a declared field', { field: 'enterprise.listed', declared: true }, 'answers'],
  ['a yearly figure', { field: 'enterprise.revenue_growth', declared: false }, 'financials'],
  ['a share of the staff', { field: 'enterprise.rd_staff_share', declared: false }, 'people'],
  ['a title', { field: 'enterprise.tiers', declared: false }, 'titles'],
  ['a grade', { field: 'enterprise.tax_grade', declared: false }, 'credit'],
  ['anything else', { field: 'enterprise.size_class', declared: false }, 'identity'],
] as const)('%s is answered in its part', (_, asked, want) => expect(sectionOf(asked)).toBe(want))
