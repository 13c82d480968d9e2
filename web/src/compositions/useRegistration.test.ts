import { expect, it } from 'vitest'

import { registrationFaults, type RegistrationForm } from './useRegistration'

const TODAY = '2026-03-01'

const filled: RegistrationForm = {
  uscc: '91500112ma5u7q2k9w',
  enterpriseName: '渝北示例精密机械有限公司',
  foundedOn: '2016-04-18',
  district: '500112',
  industry: '34',
  name: '李明',
  email: 'finance@example.com',
  password: 'a-long-pass',
}

it.each<[string, Partial<RegistrationForm>, Record<string, string>]>([
  ['a filled form has no fault', {}, {}],
  ['a short code is short', { uscc: '9150' }, { uscc: 'uscc_length' }],
  [
    'a wrong check character is found',
    { uscc: '91500112MA5U7Q2K9X' },
    { uscc: 'uscc_check_character' },
  ],
  [
    'a name of one character is too short',
    { enterpriseName: '厂' },
    { enterprise_name: 'name_length' },
  ],
  ['a firm founded today exists', { foundedOn: TODAY }, {}],
  ['a firm of tomorrow does not', { foundedOn: '2026-03-02' }, { founded_on: 'date_in_future' }],
  ['nine characters are too few', { password: '123456789' }, { password: 'password_short' }],
  ['ten characters of any script are enough', { password: '山水之城美丽之地重庆' }, {}],
  ['an address has two sides', { email: 'finance' }, { email: 'email' }],
  [
    'what is empty is wanted',
    { district: '', industry: '', name: ' ', password: '' },
    {
      district: 'required',
      industry: 'required',
      name: 'required',
      password: 'required',
    },
  ],
])('%s', (_, change, want) => {
  const faults = Object.entries(registrationFaults({ ...filled, ...change }, TODAY))
  const found = faults.flatMap(([field, fault]) => (fault ? [[field, fault.code]] : []))
  expect(Object.fromEntries(found)).toEqual(want)
})
