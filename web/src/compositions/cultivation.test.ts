import { expect, it } from 'vitest'

import type { Candidacy, Cultivation } from '@/api/types'
import { homeOf, opens } from '@/domain/roles'

import { emptyTerms, formOfTerms, stepLine, termsOf } from './cultivation'

const rules = {
  stages: ['reserve', 'reform', 'neeq', 'agreement', 'filed'].map((code) => ({ code })),
} as Cultivation
rules.stages.push({ code: 'withdrawn', aside: true } as Cultivation['stages'][number])

const record = (stage: string, ...steps: [string, string][]) =>
  ({ stage, steps: steps.map(([at, on]) => ({ stage: at, on, proof: 'p' })) }) as Candidacy

it.each([
  ['a beginner', record('reserve', ['reserve', 'd1']), 'current ahead ahead ahead ahead'],
  [
    'a stage that was left out is told apart from one ahead',
    record('agreement', ['reserve', 'd1'], ['reform', 'd2'], ['agreement', 'd3']),
    'done done skipped current ahead',
  ],
  [
    'a firm that withdrew stands off the way',
    record('withdrawn', ['filed', 'd1'], ['withdrawn', 'd2']),
    'ahead ahead ahead ahead done current',
  ],
])('%s', (_, one, want) => {
  expect(
    stepLine(one, rules)
      .map(({ state }) => state)
      .join(' '),
  ).toBe(want)
})

it('a stage that was entered twice shows the later day', () => {
  const twice = record('reform', ['reform', 'd1'], ['withdrawn', 'd2'], ['reform', 'd3'])
  expect(stepLine(twice, rules)[1]?.on).toBe('d3')
})

it('terms come back from their form', () => {
  const terms = {
    total: 30,
    district_cap: 4,
    industry_cap: null,
    districts: [{ code: '500109', floor: 2, cap: null }],
    industries: [{ code: '39', floor: 0, cap: 0 }],
  }
  expect(termsOf(formOfTerms(terms))).toEqual({ terms, faults: new Set() })
})

it('what is no whole number, and what is not chosen, is a fault at its place', () => {
  const form = emptyTerms()
  Object.assign(form, { total: '', districtCap: '1.5', industryCap: '-1' })
  form.districts.push({ code: '', floor: 'x', cap: '' })
  expect([...termsOf(form).faults].sort()).toEqual([
    'districtCap',
    'districts.0.code',
    'districts.0.floor',
    'industryCap',
    'total',
  ])
})

it('each role begins on a page of its own', () => {
  expect(
    ['enterprise', 'fund_manager', 'agency', 'regulator', 'bank', null].map((role) =>
      homeOf(role as never),
    ),
  ).toEqual(['/needs', '/cultivation', '/queue', '/queue', '/applications', '/'])
  expect(opens('cultivation', 'agency')).toBe(false)
})
