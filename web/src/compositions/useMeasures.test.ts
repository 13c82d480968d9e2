import { expect, it } from 'vitest'

import type { Measure, MeasureEntry } from '@/api/types'

import { pageOf, sections } from './useMeasures'

const measure = (number: number, section: number, ...entries: Partial<MeasureEntry>[]) =>
  ({ number, section: { number: section, title: { zh: '' } }, entries }) as unknown as Measure

const MEASURES = [
  measure(
    1,
    1,
    { id: 'm01-1', state: 'partly', pays_money: false },
    { id: 'm01-2', state: 'served', pays_money: true },
  ),
  measure(2, 1, { id: 'm02-1', state: 'planned', pays_money: false }),
  measure(6, 2, { id: 'm06-1', state: 'served', pays_money: true }),
]

it.each([
  ['all, by section', '', false, ['1: m01-1 m01-2 m02-1', '2: m06-1']],
  ['those that are served', 'served', false, ['1: m01-2', '2: m06-1']],
  ['those that pay', '', true, ['1: m01-2', '2: m06-1']],
  ['a section without any is left out', 'planned', false, ['1: m02-1']],
  ['both must hold', 'planned', true, []],
] as const)('the measures: %s', (_, state, paying, want) => {
  const got = sections(MEASURES, state, paying).map(({ number, measures }) => {
    const ids = measures.flatMap(({ entries }) => entries.map(({ id }) => id))
    return `${String(number)}: ${ids.join(' ')}`
  })
  expect(got).toEqual(want)
})

it('narrowing leaves the measures themselves as they are', () => {
  sections(MEASURES, 'served', true)
  expect(MEASURES[0]?.entries).toHaveLength(2)
})

it.each([
  ['needs', '/needs'],
  ['awards', '/awards'],
  ['of a newer server', null],
  [null, null],
])('the page %s is at %s', (page, want) => expect(pageOf({ page })).toBe(want))
