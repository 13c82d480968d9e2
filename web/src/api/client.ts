// The portal's one way to the server: the client generated from the spec.
import createClient from 'openapi-fetch'

import { language } from '@/locales'

import { EventFeed, wait } from './events'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'
import { aloneInAllTabs, TokenKeeper } from './tokens'
import { transport } from './transport'
import type { Session } from './types'

const BASE = `${window.location.origin}/api/v1`

/** The tokens of this visitor. */
export const tokens: TokenKeeper<Session> = new TokenKeeper({
  storage: window.localStorage,
  alone: aloneInAllTabs,
  now: () => Date.now(),
  exchange: async (refreshToken) => {
    try {
      return await unwrap(api.POST('/auth/refresh', { body: { refresh_token: refreshToken } }))
    } catch (error) {
      // Refused for good, unlike a server that is away or overloaded.
      if (error instanceof Problem && [400, 401, 403, 422].includes(error.status)) return null
      throw error
    }
  },
})

const send = transport({ send: (request) => fetch(request), language, tokens })

export const api = createClient<paths>({ baseUrl: BASE, fetch: send })

/** What changes on the server, for as long as somebody has started it. */
export const feed = new EventFeed({
  open: (lastId, signal) => {
    const headers = new Headers({ Accept: 'text/event-stream' })
    if (lastId !== null) headers.set('Last-Event-ID', lastId)
    return send(new Request(`${BASE}/events`, { headers, signal, cache: 'no-store' }))
  },
  wait,
  random: Math.random,
})

/** The data of an answer; a refusal is thrown as a Problem. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw problemOf(response.status, error)
  return data as T
}
