import { expect, it, vi } from 'vitest'

import { Problem } from './problem'
import { transport } from './transport'

const HERE = 'http://127.0.0.1/api/v1'

function world(statuses: number[], token: string | null, renewed: string | null) {
  const seen: { token: string | null; language: string | null; body: string }[] = []
  const tokens = {
    token: vi.fn(() => Promise.resolve(token)),
    renew: vi.fn(() =>
      Promise.resolve(renewed && { access_token: renewed, refresh_token: 'r', expires_in: 1 }),
    ),
  }
  const call = transport({
    language: () => 'en',
    tokens: tokens as never,
    send: async (request) => {
      seen.push({
        token: request.headers.get('Authorization'),
        language: request.headers.get('Accept-Language'),
        body: await request.text(),
      })
      return new Response(null, { status: statuses.shift() ?? 500 })
    },
  })
  return { call, seen, tokens }
}

const post = (path: string) => new Request(HERE + path, { method: 'POST', body: '{"a":1}' })

it('a request carries the language and the token', async () => {
  const { call, seen } = world([200], 'one', null)
  expect((await call(post('/needs'))).status).toBe(200)
  expect(seen).toEqual([{ token: 'Bearer one', language: 'en', body: '{"a":1}' }])
})

it('a token that is refused is renewed, and the same body goes again', async () => {
  const { call, seen } = world([401, 201], 'old', 'new')
  expect((await call(post('/needs'))).status).toBe(201)
  expect(seen.map((one) => [one.token, one.body])).toEqual([
    ['Bearer old', '{"a":1}'],
    ['Bearer new', '{"a":1}'],
  ])
})

it('a refusal after renewing stands', async () => {
  const { call, seen } = world([401, 401], 'old', 'new')
  expect((await call(post('/needs'))).status).toBe(401)
  expect(seen).toHaveLength(2)
})

it('nobody signed in is not signed in by asking again', async () => {
  const { call, tokens } = world([401], null, 'new')
  expect((await call(post('/needs'))).status).toBe(401)
  expect(tokens.renew).not.toHaveBeenCalled()
})

it('signing in asks for no token first', async () => {
  const { call, tokens, seen } = world([401], 'one', 'new')
  expect((await call(post('/auth/login'))).status).toBe(401)
  expect(tokens.token).not.toHaveBeenCalled()
  expect(seen[0]?.token).toBeNull()
})

it('a lost connection is a problem with a name', async () => {
  const call = transport({
    language: () => 'zh-CN',
    tokens: { token: () => Promise.resolve(null), renew: () => Promise.resolve(null) },
    send: () => Promise.reject(new TypeError('Failed to fetch')),
  })
  await expect(call(post('/needs'))).rejects.toEqual(new Problem(0, 'unreachable', ''))
})
