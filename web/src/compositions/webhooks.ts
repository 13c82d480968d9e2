// Webhooks as the page shows them: which deliveries are asked for, how one
// stands, and what the form checks before it is sent. No server here.
import type { LocationQuery } from 'vue-router'

import type { Delivery, DeliveryState, Webhook, WebhookTopic } from '@/api/types'

import { needed } from './typed'
import type { Faults } from './useFields'

export const TOPICS: readonly WebhookTopic[] = ['application', 'bridge']

export const PARTS = ['all', 'pending', 'delivered', 'dead'] as const
export type Part = (typeof PARTS)[number]

export interface AskedDeliveries {
  /** The webhook whose deliveries are shown, or empty for none. */
  webhook: string
  part: Part
}

const one = (value: LocationQuery[string] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

/** Reads an address; what it cannot use is as if it were not there. */
export function askedDeliveries(query: LocationQuery): AskedDeliveries {
  const part = one(query.state)
  return { webhook: one(query.webhook), part: PARTS.find((code) => code === part) ?? 'all' }
}

/** Writes an address: only what was asked for. */
export function deliveriesAddress({ webhook, part }: AskedDeliveries): LocationQuery {
  if (!webhook) return {}
  return part === 'all' ? { webhook } : { webhook, state: part }
}

export const stateOf = (part: Part): DeliveryState | undefined =>
  part === 'all' ? undefined : part

export interface WebhookForm {
  url: string
  topics: WebhookTopic[]
  paused: boolean
}

export const webhookForm = (webhook?: Webhook): WebhookForm => ({
  url: webhook?.url ?? '',
  topics: [...(webhook?.topics ?? TOPICS)],
  paused: webhook?.paused ?? false,
})

export const webhookFaults = (form: WebhookForm): Faults => ({
  url: needed(form.url),
  topics: form.topics.length > 0 ? null : { code: 'none_chosen' },
})

export const webhookBody = (form: WebhookForm) => ({
  url: form.url.trim(),
  topics: TOPICS.filter((topic) => form.topics.includes(topic)),
  paused: form.paused,
})

/** Until when the secret before this one signs too; empty where it no longer does. */
export function oldSecretUntil(webhook: Webhook, now: number): string {
  const until = webhook.old_secret_until
  return until && Date.parse(until) > now ? until : ''
}

/** What a delivery waits for; null where it no longer waits. */
export function waitOf(
  { state, next_at: next }: Pick<Delivery, 'state' | 'next_at'>,
  paused: boolean,
  now: number,
): 'next' | 'queued' | 'paused' | null {
  if (state !== 'pending') return null
  if (paused) return 'paused'
  return next && Date.parse(next) > now ? 'next' : 'queued'
}

/** Key of what happened, in the words of the pages of applications and bridges. */
export function kindKey({ topic, kind }: Pick<Delivery, 'topic' | 'kind'>): string {
  if (topic === 'bridge' && kind === 'request') return 'bridges.ask'
  if (kind === 'due_soon' || kind === 'overdue') return `turns.states.${kind}`
  return `${topic}s.moves.${kind}`
}
