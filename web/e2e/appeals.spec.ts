import type { Locator, Page } from '@playwright/test'

import { expect, expectSound, signIn, test } from './portal'

/** Takes a step of the card through its dialog. */
async function step(card: Locator, name: string, fill?: (dialog: Locator) => Promise<void>) {
  await card.getByRole('button', { name: new RegExp(`^${name}：`) }).click()
  const dialog = card.page().getByRole('dialog')
  await fill?.(dialog)
  await dialog.getByRole('button', { name, exact: true }).click()
  await expect(dialog).toBeHidden()
}

async function raise(page: Page, title: string) {
  await page.getByRole('button', { name: '提出诉求' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('类别').selectOption('power')
  await dialog.getByLabel('一句话说明').fill(title)
  await dialog.getByLabel('具体情况').fill('10 月起每天 14 点后限电两小时，影响热处理产线。')
  await dialog.getByRole('button', { name: '提交' }).click()
  await expect(dialog).toBeHidden()
}

test('a firm raises an appeal, its agency answers, and the firm has the last word, side by side', async ({
  page,
  browser,
}) => {
  test.slow()
  const title = `变压器容量不足 ${Date.now()}`
  await signIn(page, '/appeals')
  await expectSound(page)
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  const agency = await context.newPage()
  await signIn(agency, '/appeals', 'agency@rongqiao.demo')

  await page.getByRole('button', { name: '提出诉求' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交' }).click()
  await expect(page.getByRole('dialog').getByText('请填写此项').first()).toBeVisible()
  await expectSound(page)
  await page.keyboard.press('Escape')
  await raise(page, title)
  const mine = page.getByRole('article').filter({ hasText: title })
  await expect(mine).toContainText('待受理')
  await expect(mine).toContainText('办理部门：')

  // The agency's board follows by itself.
  const theirs = agency.getByRole('article').filter({ hasText: title })
  await expect(theirs).toBeVisible()
  await expectSound(agency)
  await theirs.getByRole('button', { name: /^由我担任专员：/ }).click()
  await expect(theirs.getByText(/服务专员：/)).toBeVisible()
  await step(theirs, '受理')
  await expect(mine).toContainText('办理中')
  await step(theirs, '转其他部门', async (dialog) => {
    await dialog.getByLabel('办理部门').selectOption('transport')
    await dialog.getByLabel('转办原因').fill('涉及道路施工')
  })
  await step(theirs, '答复', async (dialog) => {
    await dialog.getByRole('button', { name: '答复', exact: true }).click()
    await expect(dialog.getByText('请填写此项')).toBeVisible()
    await dialog.getByLabel('答复内容').fill('已协调供电公司，下周增容。')
  })
  await expect(mine).toContainText('已协调供电公司，下周增容。')
  await step(mine, '不满意，请继续办理', (dialog) =>
    dialog.getByLabel('还有什么没有解决').fill('没有说明具体日期'),
  )
  await expect(theirs).toContainText('办理中')
  await step(theirs, '答复', (dialog) =>
    dialog.getByLabel('答复内容').fill('12 月 5 日完成增容，联系人王工。'),
  )
  await expect(mine).toContainText('12 月 5 日完成增容')
  await step(mine, '评价', async (dialog) => {
    await dialog.getByLabel('满意度').selectOption('5')
    await dialog.getByLabel('评语').fill('说到做到')
  })
  await expect(mine).toContainText('企业评价：很满意（5 分）')
  await expect(theirs).toContainText('已办结')
  await expectSound(page)

  await page.goto('/notices')
  await expect(
    page.getByRole('link', { name: new RegExp(`${title}.*有了答复`) }).first(),
  ).toBeVisible()
  await page
    .getByRole('link', { name: new RegExp(`${title}.*有了答复`) })
    .first()
    .click()
  await expect(page).toHaveURL(/\/appeals/)
  await expect(page.getByText(/服务专员：/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Appeals')
  await expectSound(page)
  await context.close()
})

test('the regulator narrows the board; a firm takes its appeal back', async ({ page, browser }) => {
  const title = `货车限行 ${Date.now()}`
  await signIn(page, '/appeals')
  await raise(page, title)
  const context = await browser.newContext({ locale: 'zh-CN' })
  const city = await context.newPage()
  await signIn(city, '/appeals', 'regulator@rongqiao.demo')
  await city.getByRole('button', { name: '待受理' }).click()
  await expect(city).toHaveURL(/state=raised/)
  const seen = city.getByRole('article').filter({ hasText: title })
  await expect(seen).toBeVisible()
  await expectSound(city)

  await step(page.getByRole('article').filter({ hasText: title }), '撤回')
  await expect(seen).toHaveCount(0)
  await context.close()
})
