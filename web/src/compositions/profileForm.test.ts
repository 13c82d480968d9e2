import { describe, expect, it } from 'vitest'

import type { DeclaredField, Enterprise } from '@/api/types'

import {
  emptyYear,
  FIGURES,
  profileFaults,
  profileForm,
  profileUpdate,
  type ProfileForm,
} from './profileForm'

const ASKED: DeclaredField[] = [
  {
    field: 'enterprise.online',
    type: 'flag',
    vocabulary: null,
    group: null,
    label: { zh: '在线' },
    paper: { zh: '' },
    declared: true,
  },
]

const TODAY = '2026-03-01'

const firm: Enterprise = {
  id: 'ent_1',
  version: 7,
  uscc: '91500112MA5U7Q2K9W',
  name: '渝北示例精密机械有限公司',
  founded_on: '2016-04-18',
  residences: [{ district: '500112', from: '2016-04-18' }],
  district: '500112',
  industry: '34',
  zone: null,
  size_class: 'small',
  ownership: null,
  organisation_kind: null,
  operating_state: null,
  above_designated_size: false,
  financials: [
    { year: 2025, revenue_fen: 6_200_000_000, net_profit_fen: -12_500_000, audited: true },
  ],
  staff: 86,
  rd_staff: null,
  patents: [],
  certificates: null,
  tiers: [{ code: 'innovative_sme', from: '2023-06-01', until: null }],
  rosters: null,
  tax_grade: 'A',
  collateral: [{ kind: 'equipment', appraised_fen: null, prior_liens_fen: 0 }],
  loans: [{ lender: '某银行', principal_fen: 100_000_000, due_on: null, renewal_committed: null }],
  declarations: [{ field: 'enterprise.online', number: 1 }],
  updated_at: '2026-01-01T00:00:00Z',
}

const { id, district, updated_at, ...profile } = firm

it('a profile that is saved as it was read does not change', () => {
  void [id, district, updated_at]
  const blank = {
    ...Object.fromEntries(FIGURES.map((figure) => [`${figure}_fen`, null])),
    weighted_roe_bp: null,
  }
  expect(profileUpdate(profileForm(firm, ASKED), firm)).toEqual({
    ...profile,
    financials: [{ ...blank, ...firm.financials?.[0] }],
  })
})

it('an unknown list stays unknown, and one known to be empty stays empty', () => {
  const saved = profileUpdate(profileForm(firm, ASKED), firm)
  expect(saved.certificates).toBeNull()
  expect(saved.patents).toEqual([])
})

describe('the district', () => {
  const moved = (change: Partial<ProfileForm>, from = firm) =>
    profileUpdate({ ...profileForm(from, ASKED), ...change }, from).residences

  it('a new district adds a residence', () => {
    expect(moved({ district: 'CQ-LJX', districtFrom: '2025-11-06' })).toEqual([
      { district: '500112', from: '2016-04-18' },
      { district: 'CQ-LJX', from: '2025-11-06' },
    ])
  })

  it('a corrected day of the same district corrects the residence', () => {
    expect(moved({ districtFrom: '2016-05-01' })).toEqual([
      { district: '500112', from: '2016-05-01' },
    ])
  })

  it('a residence that would begin before the last replaces it', () => {
    expect(moved({ district: '500106', districtFrom: '2016-04-18' })).toEqual([
      { district: '500106', from: '2016-04-18' },
    ])
  })
})

describe('what is checked while typing', () => {
  const year = (change: object) => ({ ...emptyYear(2025), ...change })

  it.each<[string, Partial<ProfileForm>, Record<string, string>]>([
    ['a saved profile has no fault', {}, {}],
    ['a loss is a profit below zero', { years: [year({ net_profit: '-5' })] }, {}],
    [
      'a revenue below zero is none',
      { years: [year({ revenue: '-5' })] },
      { 'financials[0].revenue_fen': 'number_negative' },
    ],
    [
      'a year given twice is named where it comes again',
      { years: [year({}), year({})] },
      { 'financials[1].year': 'year_given_twice' },
    ],
    [
      'next year has no figures yet',
      { years: [year({ year: '2027' })] },
      { 'financials[0].year': 'year_out_of_range' },
    ],
    [
      'main revenue is a part of revenue',
      { years: [year({ revenue: '5', main_revenue: '5.01' })] },
      { 'financials[0].main_revenue_fen': 'part_above_whole' },
    ],
    [
      'R&D staff are a part of staff',
      { staff: '10', rdStaff: '11' },
      { rd_staff: 'part_above_whole' },
    ],
    ['half a person is none', { staff: '1.5' }, { staff: 'whole_number' }],
    [
      'a title ends after it began',
      { tiers: [{ code: 'srdi_sme', from: '2024-01-01', until: '2023-12-31' }] },
      { 'tiers[0].until': 'date_before_start' },
    ],
    [
      'a kind of patent is counted once',
      {
        patents: [
          { kind: 'invention', count: '1' },
          { kind: 'invention', count: '2' },
        ],
      },
      { 'patents[1].kind': 'given_twice' },
    ],
    [
      'a loan has a lender and a sum',
      { loans: [{ lender: '', principal: '', dueOn: '', renewal: '' }] },
      { 'loans[0].lender': 'required', 'loans[0].principal_fen': 'number_missing' },
    ],
    ['a firm of tomorrow is none', { foundedOn: '2026-03-02' }, { founded_on: 'date_in_future' }],
  ])('%s', (_, change, want) => {
    const faults = Object.entries(profileFaults({ ...profileForm(firm, ASKED), ...change }, TODAY))
    const found = faults.flatMap(([field, fault]) => (fault ? [[field, fault.code]] : []))
    expect(Object.fromEntries(found)).toEqual(want)
  })
})
