import { describe, expect, it } from 'vitest'

import type { APIKey } from '@/api/types'

import {
  blankKey,
  inUseFirst,
  keyActs,
  keyBody,
  keyFaults,
  keyState,
  oldTokenUntil,
} from './apiKeys'

const key = (part: Partial<APIKey>) =>
  ({
    id: 'k',
    created_at: '2026-11-01T00:00:00Z',
    until: null,
    revoked_at: null,
    ...part,
  }) as APIKey

describe('how a key stands', () => {
  it('is over after its last day, and revoked for good', () => {
    expect(keyState(key({ until: '2026-11-27' }), '2026-11-27')).toBe('on')
    expect(keyState(key({ until: '2026-11-26' }), '2026-11-27')).toBe('over')
    expect(keyState(key({ revoked_at: '2026-11-02T00:00:00Z' }), '2026-11-27')).toBe('revoked')
  })
  it('has those that open something first', () => {
    const keys = [
      key({
        id: 'revoked',
        revoked_at: '2026-11-25T00:00:00Z',
        created_at: '2026-11-24T00:00:00Z',
      }),
      key({ id: 'old' }),
      key({ id: 'new', created_at: '2026-11-20T00:00:00Z' }),
    ]
    expect(inUseFirst(keys, '2026-11-27').map((one) => one.id)).toEqual(['new', 'old', 'revoked'])
  })
  it('is rotated only while it opens something', () => {
    expect(keyActs(key({}), '2026-11-27')).toEqual(['rotate', 'revoke'])
    expect(keyActs(key({ until: '2026-11-26' }), '2026-11-27')).toEqual(['revoke'])
    expect(keyActs(key({ revoked_at: '2026-11-02T00:00:00Z' }), '2026-11-27')).toEqual([])
  })
  it('has an old token for a while', () => {
    const at = Date.parse('2026-11-27T00:00:00Z')
    expect(oldTokenUntil({ old_token_until: '2026-11-28T00:00:00Z' }, at)).not.toBeNull()
    expect(oldTokenUntil({ old_token_until: '2026-11-26T00:00:00Z' }, at)).toBeNull()
  })
})

describe('a new key', () => {
  it('has a name and opens something', () => {
    expect(keyFaults(blankKey()).name?.code).toBe('required')
    expect(keyFaults(blankKey()).scopes?.code).toBe('none_chosen')
    expect(keyBody({ name: ' 信贷 ', scopes: ['b', 'a'], perMinute: '６0', until: '' })).toEqual({
      name: '信贷',
      scopes: ['a', 'b'],
      per_minute: 60,
      until: null,
    })
  })
})
