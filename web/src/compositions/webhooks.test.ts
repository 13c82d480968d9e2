import { expect, it } from 'vitest'

import type { Webhook } from '@/api/types'
import en from '@/locales/en'
import zh from '@/locales/zh-CN'

import {
  askedDeliveries,
  deliveriesAddress,
  kindKey,
  oldSecretUntil,
  stateOf,
  waitOf,
  webhookBody,
  webhookFaults,
  webhookForm,
} from './webhooks'

const webhook = {
  id: 'whk_1',
  version: 3,
  url: 'https://bank.example/hooks',
  topics: ['bridge'],
  paused: true,
  old_secret_until: '2026-03-02T08:00:00Z',
} as Webhook

it('an address is read and written, without what it cannot use', () => {
  expect(askedDeliveries({ webhook: 'whk_1', state: 'dead' })).toEqual({
    webhook: 'whk_1',
    part: 'dead',
  })
  expect(askedDeliveries({ webhook: ['whk_1', 'whk_2'], state: 'lost' })).toEqual({
    webhook: 'whk_1',
    part: 'all',
  })
  expect(deliveriesAddress({ webhook: 'whk_1', part: 'dead' })).toEqual({
    webhook: 'whk_1',
    state: 'dead',
  })
  expect(deliveriesAddress({ webhook: 'whk_1', part: 'all' })).toEqual({ webhook: 'whk_1' })
  expect(deliveriesAddress({ webhook: '', part: 'dead' })).toEqual({})
})

it('all deliveries are asked for without a state', () => {
  expect(stateOf('all')).toBeUndefined()
  expect(stateOf('pending')).toBe('pending')
})

it('a new webhook tells of everything, and one that is changed begins as it is', () => {
  expect(webhookForm()).toEqual({ url: '', topics: ['application', 'bridge'], paused: false })
  const form = webhookForm(webhook)
  expect(form).toEqual({ url: webhook.url, topics: ['bridge'], paused: true })
  form.topics.push('application')
  expect(webhook.topics).toEqual(['bridge'])
  expect(webhookBody({ ...form, url: ` ${webhook.url} ` })).toEqual({
    url: webhook.url,
    topics: ['application', 'bridge'],
    paused: true,
  })
})

it('a form needs an address and a topic', () => {
  expect(webhookFaults({ url: ' ', topics: [], paused: false })).toEqual({
    url: { code: 'required' },
    topics: { code: 'none_chosen' },
  })
  expect(webhookFaults(webhookForm(webhook))).toEqual({ url: null, topics: null })
})

it('an old secret is named for as long as it signs', () => {
  const until = Date.parse('2026-03-02T08:00:00Z')
  expect(oldSecretUntil(webhook, until - 1)).toBe('2026-03-02T08:00:00Z')
  expect(oldSecretUntil(webhook, until)).toBe('')
  expect(oldSecretUntil({ ...webhook, old_secret_until: null }, until)).toBe('')
})

it.each([
  ['is over', 'delivered', null, false, null],
  ['was given up', 'dead', null, true, null],
  ['has a next try', 'pending', '2026-03-02T08:00:05Z', false, 'next'],
  ['is due', 'pending', '2026-03-02T07:59:00Z', false, 'queued'],
  ['is held by a pause', 'pending', '2026-03-02T08:00:05Z', true, 'paused'],
] as const)('a delivery that %s', (_, state, next_at, paused, want) => {
  expect(waitOf({ state, next_at }, paused, Date.parse('2026-03-02T08:00:00Z'))).toBe(want)
})

it.each([
  ['application', ['send', 'hand_in', 'take', 'withdraw', 'expire', 'due_soon', 'overdue']],
  ['bridge', ['request', 'commit', 'approve', 'disburse', 'return', 'decline', 'withdraw']],
] as const)('what happens to an %s has words in both languages', (topic, kinds) => {
  for (const kind of kinds) {
    for (const texts of [zh, en]) {
      const words = kindKey({ topic, kind })
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], texts)
      expect(words, `${topic}.${kind}`).toBeTypeOf('string')
    }
  }
})
