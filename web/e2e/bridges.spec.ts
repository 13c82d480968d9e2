import type { Locator } from '@playwright/test'

import { expect, expectSound, signIn, test } from './portal'

async function move(card: Locator, name: string, fill?: () => Promise<void>) {
  await card.getByRole('button', { name: new RegExp(`^${name}：`) }).click()
  const dialog = card.page().getByRole('dialog')
  await expect(dialog).toBeVisible()
  await fill?.()
  await dialog.getByRole('button', { name, exact: true }).click()
  await expect(dialog).toBeHidden()
}

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

test('a bridge over a loan that falls due: the firm, its bank and the fund', async ({
  page,
  browser,
}) => {
  test.slow()
  await signIn(page, '/bridges')
  await page.getByRole('button', { name: '申请转贷' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: '提交' }).click()
  await expect(form.getByText('请填写此项').first()).toBeVisible()
  await form.getByLabel('转贷资金').selectOption({ label: '转贷应急周转（市级）' })
  await form.getByLabel('贷款到期的银行').selectOption({ label: '中国工商银行' })
  await form.getByLabel('到期贷款本金').fill('500')
  await form.getByLabel('到期日').fill(day(7))
  await form.getByLabel('原贷款合同编号').fill('JK-2025-500')
  await form.getByLabel('申请金额').fill('480')
  await expectSound(page)
  await form.getByRole('button', { name: '提交' }).click()
  await expect(form).toBeHidden()
  const mine = page.getByRole('article').filter({ hasText: 'JK-2025-500' })
  await expect(mine.getByText('待银行承诺续贷')).toBeVisible()
  await expect(mine.getByText(/距贷款到期 \d 天/)).toBeVisible()
  await expectSound(page)

  const person = async (who: string, width = 1280) => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width, height: 900 } })
    const other = await context.newPage()
    await signIn(other, '/bridges', `${who}@rongqiao.demo`)
    return other.getByRole('article').filter({ hasText: 'JK-2025-500' })
  }
  const bank = await person('bank', 390)
  const fund = await person('bridge')
  await move(bank, '承诺续贷', () => bank.page().getByLabel('新贷放款日').fill(day(10)))
  await expectSound(bank.page())
  await expect(fund.getByText('待资金审批')).toBeVisible()

  await fund.getByRole('button', { name: /^批准：/ }).click()
  const approval = fund.page().getByRole('dialog')
  await expect(approval.getByText('最多 450 万元')).toBeVisible() // 10 % is the firm's own
  await approval.getByLabel('转贷金额').fill('451')
  await approval.getByRole('button', { name: '批准' }).click()
  await expect(approval.getByText('超过该笔转贷的金额上限').first()).toBeVisible()
  await approval.getByLabel('转贷金额').fill('450')
  await expectSound(fund.page())
  await approval.getByRole('button', { name: '批准' }).click()
  await expect(approval).toBeHidden()
  await expect(fund.page().getByText('可用 29,550 万元 / 共 30,000 万元')).toBeVisible()

  await move(fund, '登记放款')
  await move(bank, '登记旧贷归还')
  await move(bank, '登记新贷放款')
  await move(fund, '登记资金归还')
  await expect(mine.getByText('已归还')).toBeVisible()
  await expect(fund.page().getByText('可用 30,000 万元 / 共 30,000 万元')).toBeVisible()
  await expectSound(page)
  await bank.page().context().close()
  await fund.page().context().close()
})

test('a fund enters its money and its rule of days', async ({ page }) => {
  await signIn(page, '/bridges', 'bridge@rongqiao.demo')
  await page.getByRole('button', { name: /^登记转贷应急周转（市级）/ }).click()
  const form = page.getByRole('dialog')
  await expect(form.getByLabel('资金规模')).toHaveValue('30,000')
  await form.getByLabel('依据').fill('')
  await form.getByRole('button', { name: '保存' }).click()
  await expect(form.getByText('请填写此项')).toBeVisible()
  await form.getByLabel('按哪些天收费').selectOption('working_day')
  await form.getByLabel('依据').fill('演示数据，并非该资金的实际规模和规则')
  await expectSound(page)
  await form.getByRole('button', { name: '保存' }).click()
  await expect(form).toBeHidden()
  await expect(page.getByText('可用 30,000 万元 / 共 30,000 万元')).toBeVisible()
})
