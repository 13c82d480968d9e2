import { describe, expect, it } from 'vitest'

import { onceKeys } from './once'

describe('a key for what is sent', () => {
  it('stays while the same is sent again, and is new for something else', () => {
    const key = onceKeys()
    const first = key({ amount_fen: 100 })
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(key({ amount_fen: 100 })).toBe(first)
    expect(key({ amount_fen: 200 })).not.toBe(first)
  })

  it('is another form by form', () => {
    expect(onceKeys()({})).not.toBe(onceKeys()({}))
  })
})
