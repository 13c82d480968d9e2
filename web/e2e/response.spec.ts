import { expect, expectSound, postNeed, signIn, test } from './portal'

// The demo's needs are shared by all tests: what is changed here is a need
// that this test has posted itself.
test('a need goes to the district’s agency, which takes it up; the firm sees whose turn it is', async ({
  page,
  browser,
}) => {
  await signIn(page)
  await postNeed(page, '1234', '12')
  await page.goto('/needs')
  const card = page.locator('article', { hasText: '1,234 万元' }).first()
  await expect(card.getByText(/待受理：北碚区中小企业服务中心 赵敏/)).toBeVisible()
  await expect(card.getByText(/个工作日，\d{4}-\d\d-\d\d 17:30 前/)).toBeVisible()
  await card.getByText(/办理经过/).click()
  await expect(card.getByText(/开始等待/)).toBeVisible()

  const office = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1280, height: 900 },
  })
  const desk = await office.newPage()
  await signIn(desk, '/queue', 'agency@rongqiao.demo')
  const row = desk.locator('li', { hasText: '1,234 万元' }).first()
  await expect(row).toBeVisible()
  await expectSound(desk)
  await row.getByRole('button', { name: '更换经办人' }).click()
  await desk.getByLabel('经办人').selectOption({ index: 1 })
  await expectSound(desk)
  await desk.getByRole('button', { name: '保存' }).click()
  await expect(desk.getByRole('dialog')).toBeHidden()
  await row.getByRole('button', { name: /^受理/ }).click()
  await expect(desk.getByText('已受理，企业可以看到由您跟进。')).toBeVisible()
  await expect(desk.locator('li', { hasText: '1,234 万元' })).toHaveCount(0)
  await desk.getByRole('button', { name: '已受理' }).click()
  await expect(desk.locator('li', { hasText: '1,234 万元' }).first()).toBeVisible()

  // The firm's page follows by itself.
  await expect(card.getByText(/已受理，请企业选择产品/)).toBeVisible()
  await office.close()
})

test('an agency passes a need on with a reason, on a phone', async ({ browser }) => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await signIn(page, '/queue', 'agency@rongqiao.demo')
  const row = page.locator('ol > li').filter({ hasText: '600 万元' }).first()
  await expect(row).toBeVisible()
  await expectSound(page)
  await row.getByRole('button', { name: '转办' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '转办' }).click()
  await expect(dialog.getByText('此项必填')).toBeVisible()
  await dialog.getByLabel('原因').fill('企业实际经营地在其他区县')
  await expectSound(page)
  await dialog.getByRole('button', { name: '转办' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.locator('ol > li').filter({ hasText: '600 万元' })).toHaveCount(0)
  await context.close()
})
