import { readFile } from 'node:fs/promises'

import { expect, expectSound, postNeed, signIn, test } from './portal'

test('the regulator sees how far needs came, in the period that the address names, and takes it along', async ({
  page,
  browser,
}) => {
  const firm = await (await browser.newContext()).newPage()
  await signIn(firm)
  await postNeed(firm, '310', '12')

  await signIn(page, '/reports/overview', 'regulator@rongqiao.demo')
  const funnel = page.getByRole('region', { name: '从需求到资金' })
  const submitted = funnel.getByRole('row', { name: /已提交/ })
  await expect(submitted).toContainText('100%')
  const before = Number(await submitted.getByRole('cell').first().innerText())
  expect(before).toBeGreaterThan(0)

  await postNeed(firm, '320', '12')
  await firm.context().close()
  await page.reload()
  await expect(submitted.getByRole('cell').first()).toHaveText(String(before + 1))

  await page.getByRole('button', { name: '近30天' }).click()
  await expect(page).toHaveURL(/period=30/)
  await page.reload()
  await expect(page.getByRole('button', { name: '近30天', pressed: true })).toBeVisible()

  await page.getByRole('button', { name: '企业梯度' }).click()
  await expect(page.getByText('按企业现在有效的最高称号。')).toBeVisible()

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 Excel' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^overview-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.xlsx$/)
  const content = await readFile(await file.path())
  expect(content.subarray(0, 2).toString()).toBe('PK')

  await expectSound(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page)
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
  await expectSound(page)
})

test('a period that ends before it begins is said so; a firm does not reach the page', async ({
  page,
}) => {
  await signIn(page, '/reports/overview', 'regulator@rongqiao.demo')
  await page.goto('/reports/overview?from=2026-06-30&until=2026-06-01')
  await expect(page.getByRole('alert')).toBeVisible()

  await page.getByRole('button', { name: '退出登录' }).click()
  await signIn(page)
  await page.goto('/reports/overview')
  await expect(page).toHaveURL(/\/login/)
})
