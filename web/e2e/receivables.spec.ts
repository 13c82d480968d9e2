import { expect, expectSound, signIn, test } from './portal'

test('what is owed is entered, paid in parts, and financed in one step', async ({ page }) => {
  const debtor = `重庆欠款示例${Date.now()}有限公司`
  await signIn(page, '/receivables')
  await expectSound(page)

  await page.getByRole('button', { name: '登记账款' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog.getByText('请填写此项').first()).toBeVisible()
  await dialog.getByLabel('欠款单位', { exact: false }).first().fill(debtor)
  await dialog.getByLabel('欠款单位统一社会信用代码').fill('91500112MA5U0DEM0')
  await dialog.getByLabel('欠款金额').fill('120')
  await dialog.getByLabel('应付日期').fill('2026-09-30')
  await dialog.getByLabel('凭据').fill('合同 XS-2026-031，发票 4 张')
  await expect(dialog.getByText('统一社会信用代码应为 18 位，现在是 17 位')).toBeVisible()
  await dialog.getByLabel('欠款单位统一社会信用代码').fill('')
  await expectSound(page)
  await dialog.getByRole('button', { name: '保存' }).click()
  const card = page.getByRole('article').filter({ hasText: debtor })
  await expect(card).toContainText('120 万元')
  await expect(card).toContainText(/已逾期 \d+ 天/)

  await page.getByRole('button', { name: `登记回款：${debtor}` }).click()
  await dialog.getByLabel('收回金额').fill('121')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toContainText('收回金额超过尚欠的 1200000 元')
  await dialog.getByLabel('收回金额').fill('20')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(card).toContainText('100 万元')
  await expect(card).toContainText('收回 20 万元')

  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page)
  await page.setViewportSize({ width: 1280, height: 860 })

  await page.getByRole('button', { name: `用它融资：${debtor}` }).click()
  await dialog.getByRole('button', { name: '生成需求' }).click()
  await page.waitForURL('**/needs/*/edit')
  await expect(page.getByLabel('需要金额')).toHaveValue('100')
  await page.goto('/receivables')
  await expect(card.getByRole('link', { name: '查看融资需求' })).toBeVisible()

  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overdue receivables')
  await expectSound(page)
})

test('the agency of the district reads them and changes none; one is taken out on purpose', async ({
  page,
  browser,
}) => {
  const debtor = `重庆撤出示例${Date.now()}有限公司`
  await signIn(page, '/receivables')
  await page.getByRole('button', { name: '登记账款' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('欠款单位', { exact: false }).first().fill(debtor)
  await dialog.getByLabel('欠款金额').fill('8.5')
  await dialog.getByLabel('应付日期').fill('2026-10-15')
  await dialog.getByLabel('凭据').fill('验收单 7 号')
  await dialog.getByRole('button', { name: '保存' }).click()

  const agency = await (await browser.newContext()).newPage()
  await signIn(agency, '/receivables', 'agency@rongqiao.demo')
  const seen = agency.getByRole('article').filter({ hasText: debtor })
  await expect(seen).toContainText('8.5 万元')
  await expect(seen.getByRole('button')).toHaveCount(0)
  await expect(agency.getByRole('button', { name: '登记账款' })).toHaveCount(0)
  await expectSound(agency)
  await agency.context().close()

  const card = page.getByRole('article').filter({ hasText: debtor })
  await page.getByRole('button', { name: `撤出：${debtor}` }).click()
  await expect(card.getByRole('alert')).toContainText('确定撤出吗')
  await card.getByRole('button', { name: '确定撤出' }).click()
  await expect(card).toHaveCount(0)
  await page.getByRole('button', { name: '已撤出' }).click()
  await expect(card).toBeVisible()
})
