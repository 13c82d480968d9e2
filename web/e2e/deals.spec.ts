import type { APIRequestContext } from '@playwright/test'

import { as, expect, expectSound, signIn, soundAtBothWidths, test } from './portal'

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
/** 万元 as fen. */
const wan = (amount: number) => amount * 1_000_000

interface Made {
  id: string
}

/** The demo firm posts a need. */
async function postedNeed(request: APIRequestContext, amount: number, collateral: object[] = []) {
  const firm = await as(request, 'enterprise')
  const need = await firm<Made>('POST', '/needs', {
    amount_fen: wan(amount),
    term_months: 12,
    purpose: 'equipment',
    collateral,
  })
  await firm('POST', `/needs/${need.id}/submit`)
  return need.id
}

/** A deal that the bank has approved. */
async function approvedDeal(request: APIRequestContext, amount: number) {
  const [firm, bank] = [await as(request, 'enterprise'), await as(request, 'bank')]
  const sent = await firm<{ items: Made[] }>(
    'POST',
    `/needs/${await postedNeed(request, amount)}/applications`,
    {
      offer_ids: ['icbc-tax'],
      consent: { scopes: ['financials'], purpose: '授信审批', until: day(30) },
    },
  )
  const at = `/applications/${sent.items[0]?.id}`
  await bank('POST', `${at}/accept`)
  await bank('POST', `${at}/quote`, {
    amount_fen: wan(amount),
    rate_bp: 345,
    term_months: 12,
    repayment: 'interest_only',
    valid_until: day(30),
  })
  await firm('POST', `${at}/take`, { number: 1 })
  await bank('POST', `${at}/approve`, { text: '' })
}

test('a bank records who bears the risk, adding to the whole; the firm and the regulator see it', async ({
  page,
  browser,
  request,
}) => {
  test.slow()
  await approvedDeal(request, 55)
  await signIn(page, '/applications', 'bank@rongqiao.demo')
  await page.getByRole('button', { name: '办理中' }).click()
  const card = page.getByRole('article').filter({ hasText: '55 万元' })
  await card.getByRole('button', { name: /^登记风险分担/ }).click()
  const dialog = page.getByRole('dialog')
  const sum = dialog.getByRole('status').filter({ hasText: '合计' })
  await dialog.getByLabel('承担比例').fill('20')
  await expect(sum).toContainText('合计 20%')
  await expect(sum).toContainText('还差 80%')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('还差 80%')
  await dialog.getByRole('button', { name: '再加一方' }).click()
  const second = dialog.getByRole('group').nth(1)
  await second.getByLabel('承担方').selectOption('guarantor')
  await second.getByLabel('机构名称').fill('北碚区融资担保公司')
  await second.getByLabel('承担比例').fill('90')
  await expect(sum).toContainText('超出 10%')
  await soundAtBothWidths(page)
  await second.getByLabel('承担比例').fill('60')
  await dialog.getByRole('button', { name: '再加一方' }).click()
  const third = dialog.getByRole('group').nth(2)
  await third.getByLabel('承担方').selectOption('national_fund')
  await third.getByLabel('承担比例').fill('20')
  await expect(sum).toHaveText('合计 100%')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(card.getByText('北碚区融资担保公司')).toBeVisible()
  await soundAtBothWidths(page)

  for (const who of ['enterprise', 'regulator']) {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const other = await context.newPage()
    await signIn(other, '/applications', `${who}@rongqiao.demo`)
    const seen = other.getByRole('article').filter({ hasText: '55 万元' })
    await expect(seen.getByRole('listitem').filter({ hasText: '国家融资担保基金' })).toContainText(
      '20%',
    )
    await expect(seen.getByRole('button', { name: /^登记风险分担/ })).toHaveCount(0)
    if (who === 'regulator') {
      await other.getByRole('button', { name: 'Switch to English' }).click()
      await expect(other.getByRole('heading', { name: 'Who bears the risk' }).first()).toBeVisible()
    }
    await expectSound(other)
    await context.close()
  }
})

test('the regulator enters terms of mortgage value-added loans; the firm sees what its collateral can secure', async ({
  page,
  browser,
  request,
}) => {
  test.slow()
  // A kind that no earlier run has entered terms for, where there is one.
  const call = await as(request, 'regulator')
  const entered = await call<{ items: { collateral: string }[] }>('GET', '/mortgage-terms')
  const kind = ['industrial_property', 'land_use_right', 'commercial_property'].find((code) =>
    entered.items.every((one) => one.collateral !== code),
  )
  expect(kind, 'a kind without terms').toBeDefined()
  const need = await postedNeed(request, 800, [
    { kind, appraised_fen: wan(1000), prior_liens_fen: wan(100) },
    { kind: 'equipment', prior_liens_fen: 0 },
  ])
  await signIn(page, `/needs/${need}/matches`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: '押品能贷多少' }).click()
  await expect(dialog.getByText('主管部门尚未录入这类押品的参数').first()).toBeVisible()
  await soundAtBothWidths(page)

  const context = await browser.newContext({ locale: 'zh-CN' })
  const office = await context.newPage()
  await signIn(office, '/mortgage-terms', 'regulator@rongqiao.demo')
  await office.getByRole('button', { name: '录入参数' }).first().click()
  const form = office.getByRole('dialog')
  await form.getByRole('button', { name: '录入', exact: true }).click()
  await expect(form.getByText('请填写此项').first()).toBeVisible()
  await form.getByLabel('押品种类').selectOption(kind ?? '')
  await form.getByLabel('抵押率', { exact: true }).fill('60')
  await form.getByLabel('增值后比例').fill('50')
  await form.getByLabel('最高额度').fill('950')
  await form.getByLabel('依据').fill('抵押增值贷试点通知（演示）')
  await expect(form.getByText('不能低于抵押率')).toBeVisible()
  await soundAtBothWidths(office)
  await form.getByLabel('增值后比例').fill('120')
  await form.getByRole('button', { name: '录入', exact: true }).click()
  await expect(form).toBeHidden()
  const row = office.getByRole('row').filter({ hasText: '950 万元' }).first()
  await expect(row).toContainText('现行')
  await soundAtBothWidths(office)
  await office.getByRole('button', { name: 'Switch to English' }).click()
  await expect(office.getByText('in force').first()).toBeVisible()
  await expectSound(office)
  await context.close()

  // 1,000 × 60 % − 100, and 1,000 × 120 % − 100 under the cap.
  await page.reload()
  await page.getByRole('button', { name: '押品能贷多少' }).click()
  const line = (name: string) => dialog.locator('dl > div').filter({ hasText: name }).first()
  await expect(line('普通抵押可贷')).toContainText('500 万元')
  await expect(line('增值后可贷')).toContainText('950 万元')
  await expect(line('其中增值部分')).toContainText('450 万元')
  await expect(dialog.getByText(/起执行，依据：抵押增值贷试点通知/)).toBeVisible()
  await soundAtBothWidths(page)
})
