import { expect, it } from 'vitest'

import { nextPage } from './useLogin'

it.each([
  ['a page of ours is gone back to', '/needs/new?x=1', '/needs/new?x=1'],
  ['without one the needs are next', undefined, '/needs'],
  ['another host is not followed', '//evil.example/x', '/needs'],
  ['another host behind a backslash is not followed', '/\\evil.example', '/needs'],
  ['a whole address is not followed', 'https://evil.example', '/needs'],
])('%s', (_, query, want) => {
  expect(nextPage(query)).toBe(want)
})
