import { expect, it } from 'vitest'

import type { ImportReport } from '@/api/types'

import { importStep } from './imports'

it.each([
  ['no file was looked at', null, 'choose'],
  ['all rows are good', { added: 2, bad: 0, faults_total: 0 }, 'all'],
  ['some rows are bad', { added: 1, bad: 1, faults_total: 1 }, 'some'],
  ['all rows are bad', { added: 0, bad: 2, faults_total: 2 }, 'none'],
  ['the headings are at fault', { added: 0, bad: 0, faults_total: 1 }, 'none'],
  ['one line is corrected', { added: 0, changed: 1, bad: 0, faults_total: 0 }, 'all'],
  ['all is there already', { added: 0, unchanged: 2, bad: 0, faults_total: 0 }, 'none'],
] as const)('what can be written where %s', (_, report, want) => {
  expect(importStep(report && ({ changed: 0, ...report } as unknown as ImportReport))).toBe(want)
})
