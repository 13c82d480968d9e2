import type { APIRequestContext } from '@playwright/test'

import { as, expect, expectSound, signIn, soundAtBothWidths, test } from './portal'

interface Firm {
  uscc: string
  name: string
}
interface Entries {
  items: (Firm & { id: string })[]
}

/** The Monday of so many weeks ago, in China. */
function monday(ago = 0): string {
  const now = new Date(Date.now() + 8 * 3_600_000)
  const back = ((now.getUTCDay() + 6) % 7) + 7 * ago
  return new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10)
}

/** The demo firm stands on the roster. */
async function chosen(request: APIRequestContext): Promise<Firm> {
  const firm = await (await as(request, 'enterprise'))<Firm>('GET', '/enterprises/me')
  const call = await as(request, 'regulator')
  const found = await call<Entries>('GET', `/rosters/entries?roster=double_hundred&q=${firm.uscc}`)
  if (found.items.length === 0) {
    await call('POST', '/rosters/entries', {
      roster: 'double_hundred',
      uscc: firm.uscc,
      name: firm.name,
      valid_from: '2026-01-01',
      source: '演示名单',
    })
  }
  return firm
}

test('a firm that is not on the roster is told that it has nothing to report', async ({ page }) => {
  await signIn(page, '/needs')
  await page.route('**/api/v1/rosters/entries?*', (route) =>
    route.fulfill({ json: { items: [], next_cursor: '' } }),
  )
  await page.goto('/monitoring')
  await expect(page.getByRole('heading', { name: '贵企业不需要填报' })).toBeVisible()
  await soundAtBothWidths(page)
})

test('a firm reports its week; its agency sees it beside the week before', async ({
  page,
  browser,
  request,
}) => {
  test.slow()
  const firm = await chosen(request)
  await signIn(page, '/monitoring')
  await page.getByRole('button', { name: '上一周' }).click()
  await expect(page).toHaveURL(new RegExp(`week=${monday(1)}`))
  const form = page.getByRole('region', { name: /这一周$/ })
  await expect(form.getByRole('heading')).toBeVisible()
  const fill = async (output: string, staff: string) => {
    await form.getByLabel('产值').fill(output)
    await form.getByLabel('在岗人数').fill(staff)
  }
  await fill('', '')
  await form.getByRole('button', { name: /提交|保存更正/ }).click()
  await expect(form.getByText('请填写此项')).toBeVisible()
  await fill('120.5', '十人')
  await form.getByRole('button', { name: /提交|保存更正/ }).click()
  await expect(form.getByText('请填写整数')).toBeVisible()
  await soundAtBothWidths(page)
  await fill('120.5', '180')
  await form.getByRole('button', { name: /提交|保存更正/ }).click()
  await expect(form.getByText(/已填报，可以更正/)).toBeVisible()

  await page.getByRole('button', { name: '本周' }).click()
  await expect(page).not.toHaveURL(/week=/)
  await expect(form.getByText(/上一周 120.5 万元/)).toBeVisible()
  await fill('132.55', '171')
  await form.getByLabel('用电', { exact: true }).check()
  await form.getByLabel('备注').fill('错峰用电，停产一天')
  await form.getByRole('button', { name: /提交|保存更正/ }).click()
  await expect(form.getByText(/已填报，可以更正/)).toBeVisible()
  const trend = page.getByRole('region', { name: '本企业的走势' })
  await expect(trend.getByRole('img', { name: /^产值：\d+ 周/ })).toBeVisible()
  await soundAtBothWidths(page)

  const context = await browser.newContext({ locale: 'zh-CN' })
  const agency = await context.newPage()
  await signIn(agency, '/monitoring', 'agency@rongqiao.demo')
  const row = agency.getByRole('row').filter({ hasText: firm.name })
  await expect(row.getByText('132.55 万元')).toBeVisible()
  await expect(row.getByText('+10%')).toBeVisible()
  await expect(row.getByText('−5%')).toBeVisible()
  await expect(row.getByText('用电', { exact: true })).toBeVisible()
  await soundAtBothWidths(agency)
  await row.getByRole('button', { name: firm.name }).click()
  const dialog = agency.getByRole('dialog')
  await dialog.getByRole('button', { name: '在岗人数' }).click()
  await expect(dialog.getByRole('img', { name: /180 人.*171 人/ })).toBeVisible()
  await soundAtBothWidths(agency)
  await agency.keyboard.press('Escape')
  await expect(agency).not.toHaveURL(/firm=/)
  await agency.getByRole('button', { name: 'Switch to English' }).click()
  await expect(agency.getByText('1 of 1')).toBeVisible()
  await expectSound(agency)
  await context.close()
})

test('the regulator sees who has not reported, and imports a file row by row', async ({
  page,
  request,
}) => {
  const firm = await chosen(request)
  const week = monday(3)
  await signIn(page, `/monitoring?week=${week}`, 'regulator@rongqiao.demo')
  await page.getByRole('button', { name: /^未填报/ }).click()
  await expect(page).toHaveURL(/show=missing/)
  await expect(page.getByRole('listitem').filter({ hasText: firm.name })).toBeVisible()
  await soundAtBothWidths(page)

  await page.getByRole('button', { name: '导入文件' }).click()
  const dialog = page.getByRole('dialog')
  const file = (staff: string) => ({
    name: 'weeks.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      [
        '统一社会信用代码,产值（万元）,在岗人数,困难类别',
        `${firm.uscc},98.5,${staff},用工`,
        '91500000MA5U00000X,20,10,',
      ].join('\n'),
    ),
  })
  await dialog.getByLabel('文件').setInputFiles(file('一百'))
  await dialog.getByRole('button', { name: '检查文件' }).click()
  await expect(dialog.getByRole('cell', { name: '一百' })).toBeVisible()
  await expect(dialog.getByText('没有可以写入的行')).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByLabel('文件').setInputFiles(file('160'))
  await dialog.getByRole('button', { name: '检查文件' }).click()
  await dialog.getByRole('button', { name: '只写入 1 行没有问题的' }).click()
  await expect(dialog.getByRole('heading', { name: '已写入' })).toBeVisible()
  await dialog.getByRole('button', { name: '关闭' }).last().click()
  await expect(page.getByRole('listitem').filter({ hasText: firm.name })).toBeHidden()
  await page.getByRole('button', { name: /^有困难/ }).click()
  await expect(page.getByRole('row').filter({ hasText: firm.name })).toContainText('98.5 万元')
})
