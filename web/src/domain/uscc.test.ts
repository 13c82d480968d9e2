import { expect, it } from 'vitest'

import { normaliseUscc, usccFault } from './uscc'

it.each([
  ['a right code', '91350100M000100Y43', null],
  ['a right code that ends in a letter', '91500112MA5U7Q2K9W', null],
  ['one character too few', '91350100M000100Y4', 'uscc_length'],
  ['one character too many', '91350100M000100Y433', 'uscc_length'],
  ['a letter that codes never hold', '91350100O000100Y43', 'uscc_character'],
  ['a wrong check character', '91350100M000100Y44', 'uscc_check_character'],
  ['two neighbours swapped', '91350100M001000Y43', 'uscc_check_character'],
])('%s', (_, code, fault) => {
  expect(usccFault(code)).toBe(fault)
})

it('small letters, full-width letters and spaces are read as the register writes them', () => {
  expect(normaliseUscc(' 9135 0100 m000 100Ｙ43 ')).toBe('91350100M000100Y43')
})
