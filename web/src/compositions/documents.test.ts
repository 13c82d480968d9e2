import { describe, expect, it } from 'vitest'

import { inOrder, missing, MOST_BYTES, sizeOf, uploadFaults } from './documents'

const item = (kind: string, required: boolean, have: number) => ({
  kind,
  name: { zh: kind },
  required,
  have,
})

describe('a file to upload', () => {
  const sized = (size: number) => {
    const file = new File(['x'], 'x.pdf')
    Object.defineProperty(file, 'size', { value: size })
    return file
  }
  it('has a kind, a content, and 20 MiB at most', () => {
    expect(uploadFaults({ kind: '', file: null }).kind?.code).toBe('required')
    expect(uploadFaults({ kind: 'contracts', file: sized(0) }).file?.code).toBe('file_empty')
    expect(uploadFaults({ kind: 'contracts', file: sized(MOST_BYTES) }).file).toBeNull()
    expect(uploadFaults({ kind: 'contracts', file: sized(MOST_BYTES + 1) }).file?.code).toBe(
      'file_too_large',
    )
  })
})

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1_500_000, '1.4 MiB'],
    [MOST_BYTES, '20 MiB'],
  ])('of %i is %s', (bytes, words) => expect(sizeOf(bytes)).toBe(words))
})

describe('the checklist', () => {
  const list = [item('a', false, 0), item('b', true, 1), item('c', true, 0), item('d', false, 2)]
  it('has what is missing first', () => {
    expect(inOrder(list).map((one) => one.kind)).toEqual(['c', 'b', 'd', 'a'])
    expect(missing(list).map((one) => one.kind)).toEqual(['c'])
  })
})
