import type { APIRequestContext } from '@playwright/test'

import { expect, postNeed, signIn, test } from './portal'

/** The bank's own system: what it does goes through the API. */
async function asBank(request: APIRequestContext) {
  const login = await request.post('/api/v1/auth/login', {
    data: { email: 'bank@rongqiao.demo', password: 'demo-rongqiao' },
  })
  const { access_token } = (await login.json()) as { access_token: string }
  return async (path: string, data?: object) => {
    const headers = { Authorization: `Bearer ${access_token}` }
    const answer = await request.post(`/api/v1/offers${path}`, { headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string }
  }
}

test('a bank publishes an offer: the match page says so, and has it after a refresh', async ({
  page,
  request,
}) => {
  const name = `实时更新测试贷 ${Date.now()}`
  const post = await asBank(request)
  await signIn(page)
  const streaming = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/events'))
  await page.reload()
  expect((await streaming).headers()['content-type']).toBe('text/event-stream')
  await postNeed(page, '88', '12')
  const offer = page.getByRole('article').filter({ hasText: name })
  const note = page.getByRole('status').filter({ hasText: '有产品更新' })
  const cards = page.locator('.ranked article')
  const before = await cards.first().textContent()

  const { id } = await post('', {
    kind: 'loan',
    products: ['credit'],
    name: { zh: name, en: 'Live update loan' },
    terms: { amount_max_fen: 500_000_000, term_min_months: 1, term_max_months: 36 },
    criteria: [
      {
        id: 'grade',
        label: { zh: '纳税信用等级' },
        field: 'enterprise.tax_grade',
        op: 'in',
        values: [{ from: '2020-01-01', codes: ['A', 'B', 'M'] }],
        clause: { document: '产品说明书' },
      },
    ],
  })
  await post(`/${id}/publish`)
  await expect(note).toBeVisible()
  // What is being read stays as it is.
  expect(await cards.first().textContent()).toBe(before)

  await note.getByRole('button', { name: '刷新' }).click()
  await expect(page.getByText('已按最新的产品和档案重新匹配')).toBeVisible()
  await page.getByRole('radio', { name: '贷款' }).check()
  const more = page.getByRole('button', { name: /再显示/ })
  while ((await offer.count()) === 0 && (await more.isVisible())) await more.click()
  await expect(offer).toBeVisible()

  await post(`/${id}/withdraw`)
  await expect(note).toBeVisible()
})

test('a need that another tab posts is in the list of this one', async ({ page, context }) => {
  await signIn(page)
  await expect(page.getByRole('article').first()).toBeVisible()
  const other = await context.newPage()
  await postNeed(other, '77.25', '13')
  await expect(page.getByRole('article').filter({ hasText: '77.25 万元' }).first()).toBeVisible()
})
