import { expect, it } from 'vitest'

import en from './en'
import zh from './zh-CN'

/** Every text of a tree by its path: "app.problem.title" and what it says. */
function texts(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree) as [string, unknown][]) {
    const here = path ? `${path}.${key}` : key
    if (typeof value === 'string') found.set(here, value)
    else texts(value as object, here).forEach((text, at) => found.set(at, text))
  }
  return found
}

/** What a text leaves open: "{have}" and the like. */
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

const [chinese, english] = [texts(zh), texts(en)]

it('both languages have the same keys', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
})

it('no text is empty', () => {
  const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '')
  expect(empty).toEqual([])
})

it('both languages leave the same things open', () => {
  const different = [...chinese].filter(
    ([key, text]) => placeholders(text).join() !== placeholders(english.get(key) ?? '').join(),
  )
  expect(different).toEqual([])
})

it('English texts hold no Chinese, but where they name the other language', () => {
  const mixed = [...english].filter(
    ([key, text]) => /\p{Script=Han}/u.test(text) && !key.startsWith('app.language'),
  )
  expect(mixed).toEqual([])
})
