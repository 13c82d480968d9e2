// API keys as the page shows them, and what the form checks and sends. No server here.
import type { APIKey } from '@/api/types'

import { countFault, countOf, needed } from './typed'
import type { Faults } from './useFields'

/** As many requests in a minute as a key has where nothing is said. */
export const PER_MINUTE = '600'

export interface KeyForm {
  name: string
  scopes: string[]
  perMinute: string
  until: string
}

export const blankKey = (): KeyForm => ({ name: '', scopes: [], perMinute: PER_MINUTE, until: '' })

export const keyFaults = (form: KeyForm): Faults => ({
  name: needed(form.name),
  scopes: form.scopes.length > 0 ? null : { code: 'none_chosen' },
  per_minute: countFault(form.perMinute, false),
  until: null, // the server says what is wrong with it
})

export const keyBody = (form: KeyForm) => ({
  name: form.name.trim(),
  scopes: [...form.scopes].sort(),
  per_minute: countOf(form.perMinute),
  until: form.until || null,
})

export type KeyState = 'on' | 'revoked' | 'over'

/** How a key stands on a day; its last day counts. */
export function keyState(key: Pick<APIKey, 'revoked_at' | 'until'>, today: string): KeyState {
  if (key.revoked_at) return 'revoked'
  return key.until && key.until < today ? 'over' : 'on'
}

const ACTS = { on: ['rotate', 'revoke'], over: ['revoke'], revoked: [] } as const

/** What can be done with a key: a new token of one that is over would open nothing. */
export const keyActs = (
  key: Pick<APIKey, 'revoked_at' | 'until'>,
  today: string,
): readonly ('rotate' | 'revoke')[] => ACTS[keyState(key, today)]

/** Keys that open something first, the newest of them at the top. */
export const inUseFirst = (keys: readonly APIKey[], today: string): APIKey[] =>
  [...keys].sort(
    (one, other) =>
      Number(keyState(one, today) !== 'on') - Number(keyState(other, today) !== 'on') ||
      other.created_at.localeCompare(one.created_at),
  )

/** Until when the token before the last is good too; null where that is over. */
export const oldTokenUntil = (key: Pick<APIKey, 'old_token_until'>, now: number): string | null =>
  key.old_token_until && Date.parse(key.old_token_until) > now ? key.old_token_until : null
