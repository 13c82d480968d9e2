import { describe, expect, it } from 'vitest'

import { toggled, topicsOf } from './preferences'

describe('topicsOf', () => {
  it('offers each side what it is told of', () => {
    expect(topicsOf('enterprise')).toHaveLength(4)
    expect(topicsOf('bank')).toEqual(['application', 'bridge'])
    expect(topicsOf('agency')).toEqual(['need', 'appeal'])
    expect(topicsOf(null)).toEqual([])
  })
})

describe('toggled', () => {
  it('changes one topic and leaves those that are not shown', () => {
    expect(toggled(['need', 'bridge'], 'application', true)).toEqual([
      'need',
      'bridge',
      'application',
    ])
    expect(toggled(['need', 'bridge'], 'bridge', false)).toEqual(['need'])
    expect(toggled(['need'], 'need', true)).toEqual(['need'])
  })
})
