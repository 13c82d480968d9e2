import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { reactive, ref } from 'vue'

import { Problem } from '@/api/problem'
import { i18n } from '@/locales'
import zh from '@/locales/zh-CN'

import { sendForm, useFields, type Fault, type Fields } from './useFields'

function withFields(faults: () => Record<string, Fault | null>): Fields {
  let fields!: Fields
  mount(
    {
      setup() {
        fields = useFields(faults)
        return () => null
      },
    },
    { global: { plugins: [i18n] } },
  )
  return fields
}

it('a fault of what was typed shows at once, a missing value once the field is left', () => {
  const form = reactive<Record<string, Fault | null>>({
    amount: { code: 'number_too_fine' },
    name: { code: 'required' },
  })
  const fields = withFields(() => form)
  expect(fields.message('amount')).toBe(zh.checks.number_too_fine)
  expect(fields.message('name')).toBeUndefined()
  fields.leave('name')
  expect(fields.message('name')).toBe(zh.checks.required)
  form.name = null
  expect(fields.message('name')).toBeUndefined()
})

it('checking one step of a form shows the faults of that step only', () => {
  const fields = withFields(() => ({
    'first.a': { code: 'required' },
    'second.b': { code: 'required' },
  }))
  expect(fields.checkOnly((field) => field.startsWith('first'))).toBe(false)
  expect(fields.message('first.a')).toBe(zh.checks.required)
  expect(fields.message('second.b')).toBeUndefined()
  expect(fields.check()).toBe(false)
  expect(fields.message('second.b')).toBe(zh.checks.required)
})

it('what the server says of a field holds until the field is changed', () => {
  const fields = withFields(() => ({ email: null }))
  const taken = new Problem(422, 'invalid', '', [
    { field: 'email', code: 'email_taken', message: '这个邮箱已注册' },
  ])
  fields.problem.value = taken
  expect(fields.message('email')).toBe('这个邮箱已注册')
  fields.change('email')
  expect(fields.message('email')).toBeUndefined()
  fields.problem.value = taken
  expect(fields.message('email')).toBe('这个邮箱已注册')
})

it('a form is sent only when it is sound; what the server says against it is shown', async () => {
  const form = reactive<Record<string, Fault | null>>({ email: { code: 'required' } })
  const fields = withFields(() => form)
  const taken = new Problem(422, 'invalid', '', [
    { field: 'email', code: 'email_taken', message: '这个邮箱已注册' },
  ])
  const act = vi.fn(() => Promise.reject(taken))
  await sendForm(fields, ref(null), act)
  expect(act).not.toHaveBeenCalled()
  expect(fields.message('email')).toBe(zh.checks.required)
  form.email = null
  await sendForm(fields, ref(null), act)
  expect(act).toHaveBeenCalledOnce()
  expect(fields.message('email')).toBe('这个邮箱已注册')
})
