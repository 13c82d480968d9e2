import type { Locator, Page } from '@playwright/test'

import { as, expect, expectSound, postNeed, signIn, soundAtBothWidths, test } from './portal'

/** Makes the move of the card, filling its form on the way. */
async function move(card: Locator, name: string, fill?: () => Promise<void>) {
  await card.getByRole('button', { name: new RegExp(`^${name}：`) }).click()
  const dialog = card.page().getByRole('dialog')
  await expect(dialog).toBeVisible()
  await fill?.()
  await dialog.getByRole('button', { name, exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('a firm, its agency and a bank, from need to money, side by side', async ({
  page,
  browser,
}) => {
  test.slow()
  const person = async (who: string, path: string, width = 1280) => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width, height: 900 } })
    const other = await context.newPage()
    await signIn(other, path, `${who}@rongqiao.demo`)
    return other
  }
  await signIn(page)
  await postNeed(page, '88', '12')
  const agency = await person('agency', '/queue')
  const bank = await person('bank', '/applications', 390)

  await agency
    .locator('ol > li')
    .filter({ hasText: '88 万元' })
    .getByRole('button', { name: /^受理/ })
    .click()
  await expect(page.getByText(/已受理，请企业选择产品/)).toBeVisible()

  const card = page.getByRole('article').filter({ hasText: '税务贷' }).first()
  await card.getByRole('button', { name: /^申请/ }).click()
  await expectSound(page)
  await page.getByRole('dialog').getByRole('button', { name: '提交申请' }).click()
  await page.waitForURL('**/applications')
  const mine = page.getByRole('article').filter({ hasText: '88 万元' })
  await expect(mine.getByText(/待资金方受理/)).toBeVisible()
  await expectSound(page)

  // The bank's page follows by itself.
  const theirs = bank.getByRole('article').filter({ hasText: '88 万元' })
  await expect(theirs).toBeVisible()
  await expectSound(bank)
  await theirs.getByRole('button', { name: /^受理：/ }).click()
  await expect(theirs.getByText('已受理')).toBeVisible()
  await theirs.getByRole('button', { name: '查看企业授权资料' }).click()
  await expect(bank.getByRole('dialog').getByText('营业收入')).toBeVisible()
  await expectSound(bank)
  await bank.keyboard.press('Escape')
  await bank.getByRole('button', { name: '办理中' }).click()
  await move(theirs, '要求补充材料', () => bank.getByLabel('需要哪些材料').fill('近三年审计报告'))
  await expect(mine.getByText('需补充材料：近三年审计报告')).toBeVisible()
  await move(mine, '材料已交')
  await move(theirs, '报价', async () => {
    const form = bank.getByRole('dialog')
    await form.getByRole('button', { name: '报价', exact: true }).click()
    await expect(form.getByText('请填写此项').first()).toBeVisible()
    await form.getByLabel('年利率').fill('3.45')
    await form.getByLabel('还款方式').selectOption('interest_only')
    await form.getByLabel('担保费率').fill('0.5')
    const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
    await form.getByLabel('报价有效期至').fill(inAMonth)
    await expectSound(bank)
  })
  await expect(mine.getByText('4.03%')).toBeVisible()
  await expect(mine.getByText(/查看记录（1）/)).toBeVisible()
  await move(mine, '接受报价')
  await move(theirs, '批准')
  await move(theirs, '登记签约', () => bank.getByLabel('合同编号').fill('HT-2026-88'))
  await move(theirs, '登记放款', async () => {
    await bank.getByRole('dialog').getByLabel('金额').fill('50')
  })
  await move(theirs, '登记放款')
  await expect(mine.getByText(/放款 38 万元/)).toBeVisible()
  await expectSound(page)
  await move(theirs, '登记还清')
  await page.getByRole('button', { name: '已结束' }).click()
  await expect(page.getByRole('article').filter({ hasText: 'HT-2026-88' })).toBeVisible()
  await agency.context().close()
  await bank.context().close()
})

test('a decline says why, and what to do next', async ({ page, browser }) => {
  await signIn(page)
  await postNeed(page, '77', '12')
  await page
    .getByRole('article')
    .filter({ hasText: '税务贷' })
    .first()
    .getByRole('button', { name: /^申请/ })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: '提交申请' }).click()
  await page.waitForURL('**/applications')
  const context = await browser.newContext({ locale: 'zh-CN' })
  const bank = await context.newPage()
  await signIn(bank, '/applications', 'bank@rongqiao.demo')
  const theirs = bank.getByRole('article').filter({ hasText: '77 万元' })
  await theirs.getByRole('button', { name: /^不予办理/ }).click()
  const form = bank.getByRole('dialog')
  await form.getByRole('button', { name: '不予办理' }).click()
  await expect(form.getByText('请填写此项').first()).toBeVisible()
  await form.getByLabel('原因').selectOption('high_debt')
  await form.getByLabel('说明').fill('负债率超过授信要求')
  await form.getByRole('button', { name: '不予办理' }).click()
  await expect(form).toBeHidden()
  await page.getByRole('button', { name: '已结束' }).click()
  const mine = page.getByRole('article').filter({ hasText: '77 万元' })
  await expect(mine.getByText('负债水平偏高。负债率超过授信要求')).toBeVisible()
  await expect(mine.getByText(/下一步：/)).toBeVisible()

  const notices = page.getByRole('link', { name: /^消息/ })
  await expect(notices).toHaveAccessibleName(/\d+ 条未读/)
  await notices.click()
  await expect(page.getByRole('link', { name: '税务贷未通过' }).first()).toBeVisible()
  await expect(page.getByText('负债率超过授信要求').first()).toBeVisible()
  await expectSound(page)
  await expect(notices).not.toHaveAccessibleName(/未读/)
  await context.close()
})

/** Applies to one offer for the need whose matches are open, as a firm's own system would. */
async function applyTo(page: Page, offer: string): Promise<void> {
  const need = /needs\/([^/]+)\//.exec(page.url())?.[1] ?? ''
  const login = await page.request.post('/api/v1/auth/login', {
    data: { email: 'enterprise@rongqiao.demo', password: 'demo-rongqiao' },
  })
  const { access_token } = (await login.json()) as { access_token: string }
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const sent = await page.request.post(`/api/v1/needs/${need}/applications`, {
    headers: { Authorization: `Bearer ${access_token}` },
    data: {
      offer_ids: [offer],
      consent: { scopes: ['financials'], purpose: '股权投资尽调', until },
    },
  })
  expect(sent.status(), await sent.text()).toBe(201)
}

test('a fund quotes equity: no rate, and nothing is repaid', async ({ page, browser }) => {
  await signIn(page)
  await postNeed(page, '66', '36')
  await applyTo(page, 'cq-srdi-pe')
  await page.goto('/applications')
  const context = await browser.newContext({ locale: 'zh-CN' })
  const fund = await context.newPage()
  await signIn(fund, '/applications', 'fund_manager@rongqiao.demo')
  const theirs = fund.getByRole('article').filter({ hasText: '66 万元' })
  await theirs.getByRole('button', { name: /^受理：/ }).click()
  await fund.getByRole('button', { name: '办理中' }).click()
  await move(theirs, '报价', async () => {
    const form = fund.getByRole('dialog')
    await expect(form.getByLabel('年利率')).toHaveCount(0)
    await expect(form.getByLabel('还款方式')).toHaveCount(0)
    const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
    await form.getByLabel('报价有效期至').fill(inAMonth)
    await expectSound(fund)
  })
  const mine = page.getByRole('article').filter({ hasText: '66 万元' })
  await expect(mine.getByRole('cell', { name: '股权', exact: true })).toBeVisible()
  await context.close()
})

test('which notices come by e-mail is saved at once and kept', async ({ page, request }) => {
  const call = await as(request, 'bank')
  await call('PUT', '/me/preferences', { mail: ['application', 'bridge'] })
  await signIn(page, '/notices', 'bank@rongqiao.demo')
  const panel = page.getByRole('region', { name: '邮件提醒' })
  // The demonstration sends no e-mails, and says so.
  await expect(panel.getByText('本平台尚未开通邮件发送')).toBeVisible()
  await expect(panel.getByRole('checkbox')).toHaveCount(2)
  await panel.getByLabel('转贷应急').uncheck()
  await expect(panel.getByRole('status')).toHaveText('已保存')
  await soundAtBothWidths(page)
  await page.reload()
  await expect(panel.getByLabel('转贷应急')).not.toBeChecked()
  await expect(panel.getByLabel('申请')).toBeChecked()

  // A refusal is said, and the tick goes back to what the server has.
  await page.route('**/api/v1/me/preferences', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 429,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 429, code: 'too_many', detail: '请求太多，请稍后再试。' }),
        })
      : route.fallback(),
  )
  await panel.getByLabel('转贷应急').click()
  await expect(panel.getByRole('alert')).toContainText('请稍后再试')
  await expect(panel.getByLabel('转贷应急')).not.toBeChecked()
  await page.unroute('**/api/v1/me/preferences')
  await page.getByRole('button', { name: 'Switch to English' }).click()
  await page.getByRole('region', { name: 'E-mail' }).getByLabel('Bridges').check()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await expectSound(page)
})
