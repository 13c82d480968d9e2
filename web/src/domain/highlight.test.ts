import { expect, it } from 'vitest'

import { pieces } from './highlight'

it.each([
  ['no span leaves the text whole', [], '知识价值贷'],
  ['a span at the start', [{ start: 0, end: 2 }], '[知识]价值贷'],
  ['a span at the end', [{ start: 4, end: 5 }], '知识价值[贷]'],
  [
    'two spans',
    [
      { start: 0, end: 1 },
      { start: 2, end: 4 },
    ],
    '[知]识[价值]贷',
  ],
  [
    'spans that overlap mark each character once',
    [
      { start: 0, end: 3 },
      { start: 2, end: 4 },
    ],
    '[知识价][值]贷',
  ],
  [
    'a span within another adds nothing',
    [
      { start: 0, end: 3 },
      { start: 1, end: 2 },
    ],
    '[知识价]值贷',
  ],
])('%s', (_, spans, want) => {
  const drawn = pieces('知识价值贷', spans).map((piece) =>
    piece.found ? `[${piece.text}]` : piece.text,
  )
  expect(drawn.join('')).toBe(want)
})
