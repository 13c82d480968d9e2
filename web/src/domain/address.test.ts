import { expect, it } from 'vitest'

import { webAddress } from './address'

it.each([
  ['a whole address stays', 'https://example.org/a?b=1', 'https://example.org/a?b=1'],
  ['a bare host gets a scheme', 'czj.cq.gov.cn/a.html', 'https://czj.cq.gov.cn/a.html'],
  ['a script is no link', 'javascript:alert(1)', undefined],
  ['data is no link', 'data:text/html,x', undefined],
  ['a word is no link', '内部资料', undefined],
  ['nothing is no link', '', undefined],
])('%s', (_, address, want) => {
  expect(webAddress(address)).toBe(want)
})
