// What the pages of listing cultivation work out from the server's answers.
import type { Candidacy, Cultivation, ScoreLine, ShortlistTerms } from '@/api/types'

type Stage = Cultivation['stages'][number]

/** A stage on the way of a firm, with its latest step. */
export interface StepOfLine {
  stage: Stage
  state: 'done' | 'current' | 'ahead' | 'skipped'
  on: string | null
  proof: string
}

/** The stages in their order, and where the firm stands; one off the way comes last. */
export function stepLine(record: Candidacy, rules: Cultivation): StepOfLine[] {
  const way = rules.stages.filter((stage) => !stage.aside || stage.code === record.stage)
  const here = way.findIndex((stage) => stage.code === record.stage)
  return way.map((stage, place) => {
    const step = record.steps.filter((one) => one.stage === stage.code).at(-1)
    let state: StepOfLine['state'] = place === here ? 'current' : step ? 'done' : 'ahead'
    if (state === 'ahead' && place < here && !way[here]?.aside) state = 'skipped'
    return { stage, state, on: step?.on ?? null, proof: step?.proof ?? '' }
  })
}

/** The points of the known lines, the most that these give, and the most of all. */
export function sumOfLines(lines: readonly ScoreLine[]) {
  const known = lines.filter((line) => line.have)
  const add = (some: readonly ScoreLine[], key: 'points' | 'max_points') =>
    some.reduce((sum, line) => sum + line[key], 0)
  return {
    points: add(known, 'points'),
    known: add(known, 'max_points'),
    most: add(lines, 'max_points'),
  }
}

/** Terms as a person writes them: an empty cap is none. */
export interface BoundForm {
  code: string
  floor: string
  cap: string
}

export interface TermsForm {
  total: string
  districtCap: string
  industryCap: string
  districts: BoundForm[]
  industries: BoundForm[]
}

export const emptyTerms = (): TermsForm => ({
  total: '100',
  districtCap: '',
  industryCap: '',
  districts: [],
  industries: [],
})

export function formOfTerms(terms: ShortlistTerms): TermsForm {
  const written = (value: number | null | undefined) => (value == null ? '' : String(value))
  const bounds = (list: ShortlistTerms['districts']) =>
    (list ?? []).map(({ code, floor, cap }) => ({
      code,
      floor: floor ? String(floor) : '',
      cap: written(cap),
    }))
  return {
    total: written(terms.total),
    districtCap: written(terms.district_cap),
    industryCap: written(terms.industry_cap),
    districts: bounds(terms.districts),
    industries: bounds(terms.industries),
  }
}

/** The terms of a form, or the places that hold no whole number or no choice. */
export function termsOf(form: TermsForm): { terms: ShortlistTerms; faults: Set<string> } {
  const faults = new Set<string>()
  const whole = (place: string, value: string): number | null => {
    const text = value.trim()
    if (text === '') return null
    if (/^\d{1,4}$/.test(text)) return Number(text)
    faults.add(place)
    return null
  }
  const bounds = (list: 'districts' | 'industries') =>
    form[list].map(({ code, floor, cap }, place) => {
      if (!code) faults.add(`${list}.${place}.code`)
      return {
        code,
        floor: whole(`${list}.${place}.floor`, floor) ?? 0,
        cap: whole(`${list}.${place}.cap`, cap),
      }
    })
  const total = whole('total', form.total)
  if (total === null) faults.add('total')
  const terms: ShortlistTerms = {
    total: total ?? 0,
    district_cap: whole('districtCap', form.districtCap),
    industry_cap: whole('industryCap', form.industryCap),
    districts: bounds('districts'),
    industries: bounds('industries'),
  }
  return { terms, faults }
}

/** How many firms can be looked at side by side. */
export const SIDE_BY_SIDE = 5
