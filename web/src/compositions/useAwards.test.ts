import { expect, it } from 'vitest'

import type { AwardItem } from '@/api/types'

import {
  addressOfProject,
  askedOfProject,
  awardAnswerPlace,
  backToAwards,
  grouped,
  lacking,
  papersOf,
  projectOf,
} from './useAwards'

const NOTHING = { kind: '', field: '', state: '', investment: '' }

const item = (id: string, ready: boolean) => ({ offer: { id }, ready }) as AwardItem

const evidence = (field: string, known: boolean, paper: string | null) => ({
  field,
  known,
  label: { zh: field },
  paper: paper === null ? null : { zh: paper },
})

it.each([
  ['nothing is said', {}, NOTHING],
  [
    'a project is said',
    { kind: 'lighthouse', state: 'completed', investment: '1,200.5' },
    { ...NOTHING, kind: 'lighthouse', state: 'completed', investment: '1,200.5' },
  ],
  ['an investment that is no amount is passed over', { investment: 'much' }, NOTHING],
  ['a part said twice is passed over', { kind: ['a', 'b'] }, NOTHING],
])('an address in which %s', (_, query, want) => {
  expect(projectOf(query)).toEqual(want)
})

it('only what was said goes into the address and to the server', () => {
  const project = { ...NOTHING, field: 'ic_design', investment: ' 500 ' }
  expect(addressOfProject(project)).toEqual({ field: 'ic_design', investment: '500' })
  expect(askedOfProject(project)).toEqual({
    project_field: 'ic_design',
    project_investment_fen: 500_000_000,
  })
  expect(askedOfProject(NOTHING)).toEqual({})
})

it('an investment of nothing is said, and not left out', () => {
  expect(askedOfProject({ ...NOTHING, investment: '0' })).toEqual({ project_investment_fen: 0 })
})

it('what only waits for a judgement may be applied for', () => {
  const groups = grouped({
    eligible: [item('a', true)],
    conditional: [item('b', true), item('c', false)],
    ineligible: [item('d', false)],
    expired: [item('e', false)],
  })
  const ids = Object.values(groups).map((items) => items.map(({ offer }) => offer.id).join())
  expect(ids).toEqual(['a,b', 'c', 'd,e'])
})

it('papers are named once, and what is not known is told apart', () => {
  const award = {
    evidence: [
      evidence('enterprise.place', true, '营业执照'),
      evidence('enterprise.industry', true, '营业执照'),
      evidence('enterprise.purchases', false, '采购台账'),
      evidence('enterprise.other', true, null),
      evidence('enterprise.more', true, ''),
    ],
  }
  expect(papersOf(award).map(({ zh }) => zh)).toEqual(['营业执照', '采购台账'])
  expect(lacking(award).map(({ field }) => field)).toEqual(['enterprise.purchases'])
})

it('the project is answered on the page, the rest in the profile and back', () => {
  const project = { ...NOTHING, kind: 'cloud', investment: '30' }
  expect(awardAnswerPlace('need.project_state', project)).toEqual({
    path: '/awards',
    query: { kind: 'cloud', investment: '30' },
    hash: '#project',
  })
  const place = awardAnswerPlace('enterprise.purchases', project)
  expect(place).toEqual({
    path: '/profile',
    query: { field: 'enterprise.purchases', awards: 'kind=cloud&investment=30' },
  })
  expect(backToAwards({ awards: 'kind=cloud&investment=30' })).toEqual({
    path: '/awards',
    query: { kind: 'cloud', investment: '30' },
  })
})

it('who asked for no project is led back to none', () => {
  expect(backToAwards({ awards: '' })).toEqual({ path: '/awards', query: {} })
  expect(backToAwards({ need: 'need_1' })).toBeNull()
})
