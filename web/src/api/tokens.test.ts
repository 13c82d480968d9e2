import { expect, it, vi } from 'vitest'

import { TokenKeeper, type TokenAnswer } from './tokens'

const answer = (n: number): TokenAnswer => ({
  access_token: `access-${n}`,
  refresh_token: `refresh-${n}`,
  expires_in: 600,
})

function world(exchange: (token: string) => Promise<TokenAnswer | null>) {
  const kept = new Map<string, string>()
  const env = {
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
    alone: <R>(task: () => Promise<R>) => task(),
    exchange: vi.fn(exchange),
    clock: 0,
    now: () => env.clock,
  }
  return { env, keeper: new TokenKeeper(env) }
}

it('nobody signed in has no token, and nothing is asked', async () => {
  const { env, keeper } = world(() => Promise.resolve(answer(2)))
  expect(await keeper.token()).toBeNull()
  expect(env.exchange).not.toHaveBeenCalled()
})

it('a token that is still good is used without asking', async () => {
  const { env, keeper } = world(() => Promise.resolve(answer(2)))
  keeper.keep(answer(1))
  env.clock = 580_000
  expect(await keeper.token()).toBe('access-1')
  expect(env.exchange).not.toHaveBeenCalled()
})

it('many who need a new token at once cause one exchange', async () => {
  const { env, keeper } = world(() => Promise.resolve(answer(2)))
  keeper.keep(answer(1))
  env.clock = 595_000
  const got = await Promise.all([keeper.token(), keeper.token(), keeper.renew()])
  expect(got.slice(0, 2)).toEqual(['access-2', 'access-2'])
  expect(env.exchange.mock.calls).toEqual([['refresh-1']])
  expect(env.storage.getItem('rongqiao.refresh')).toBe('refresh-2')
})

it('a refused exchange signs out and says so', async () => {
  const { env, keeper } = world(() => Promise.resolve(null))
  const told = vi.fn()
  keeper.onForgotten(told)
  keeper.keep(answer(1))
  env.clock = 600_000
  expect(await keeper.token()).toBeNull()
  expect(told).toHaveBeenCalledOnce()
  expect(keeper.held).toBe(false)
})

it('a server that cannot be reached leaves the sign-in as it is', async () => {
  const { env, keeper } = world(() => Promise.reject(new Error('offline')))
  keeper.keep(answer(1))
  env.clock = 600_000
  await expect(keeper.token()).rejects.toThrow('offline')
  expect(env.storage.getItem('rongqiao.refresh')).toBe('refresh-1')
})

it('a token that another tab has renewed is the one exchanged', async () => {
  const { env, keeper } = world(() => Promise.resolve(answer(3)))
  keeper.keep(answer(1))
  env.storage.setItem('rongqiao.refresh', 'refresh-2')
  await keeper.renew()
  expect(env.exchange.mock.calls).toEqual([['refresh-2']])
})
