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
      await expect(seen.getByRole('heading', { name: 'Who bears the risk' })).toBeVisible()
    }
    await expectSound(other)
    await context.close()
  }
})
