import { readFileSync } from 'node:fs'

import { expect, expectSound, signIn, test } from './portal'

const REGULATOR = 'regulator@rongqiao.demo'

const SIZES = [
  ['a desk', { width: 1280, height: 860 }],
  ['a phone', { width: 390, height: 844 }],
] as const

for (const [name, viewport] of SIZES) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport })

    test('tiers and listing readiness are sound, with all that is folded away', async ({
      page,
    }) => {
      await signIn(page, '/tiers')
      await expect(page.getByRole('heading', { name: '梯度培育位置' })).toBeVisible()
      await openAll(page)
      await expectSound(page)
      await page.goto('/listing-readiness')
      await expect(page.getByRole('heading', { name: '各板块上市标准' })).toBeVisible()
      await openAll(page)
      await expectSound(page)
    })

    test('the queue and the rosters are sound', async ({ page }) => {
      await signIn(page, '/queue', REGULATOR)
      await page
        .getByRole('button', { name: /得分依据/ })
        .first()
        .click()
      await expect(page.getByText('离资金最迟到位还有几天').first()).toBeVisible()
      await expectSound(page)
      await page.goto('/rosters?roster=whitelist')
      await expect(page.getByText(/在册 \d+ 家/)).toBeVisible()
      await expectSound(page)
      await page.goto('/reports/fairness')
      await expect(page.getByRole('table')).toBeVisible()
      await page.getByRole('button', { name: '企业规模' }).click()
      await expectSound(page)
    })
  })
}

async function openAll(page: import('@playwright/test').Page) {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) (one as HTMLDetailsElement).open = true
  })
}

test('a little giant has its conditions with clauses; what is missing is answered and changes the result', async ({
  page,
}) => {
  await signIn(page, '/tiers')
  const sheet = page.getByRole('article').filter({ hasText: '专精特新中小企业认定标准（2026' })
  await expect(sheet).toContainText('工信部企业〔2026〕2号')
  await expect(sheet.getByText('资料不全')).toBeVisible()
  await sheet.getByRole('link', { name: /专精特新发展评价得分（本年度/ }).click()
  await expect(page).toHaveURL(/\/profile\?field=.*&back=/)
  await page.getByRole('textbox', { name: /专精特新发展评价得分（本年度/ }).fill('50')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存')).toBeVisible()
  await page.getByRole('link', { name: '返回我的梯度' }).click()
  await expect(page).toHaveURL(/\/tiers$/)
  await expect(sheet.getByText('待人工认定')).toBeVisible()
  // The rules of an earlier day judge otherwise.
  await page.getByLabel('按哪一天的规则判断').fill('2025-06-30')
  await expect(page.getByRole('article').filter({ hasText: '2022' }).first()).toBeVisible()
  await expect(page).toHaveURL(/on=2025-06-30/)
})

test('an agency reads the tiers of a firm from its queue', async ({ page }) => {
  await signIn(page, '/queue', 'agency@rongqiao.demo')
  await page
    .getByRole('button', { name: /得分依据/ })
    .first()
    .click()
  await page.getByRole('link', { name: '企业梯度' }).first().click()
  await expect(page).toHaveURL(/\/enterprises\/[^/]+\/tiers$/)
  await expect(page.getByRole('heading', { name: /的梯度$/ })).toBeVisible()
})

test('the authority imports, ends and strikes roster entries', async ({ page }) => {
  await signIn(page, '/rosters?roster=key_supply_chain_firm', REGULATOR)
  await page.getByRole('button', { name: '导入文件' }).click()
  const dialog = page.getByRole('dialog')
  const csv = (rows: string[]) => ({
    name: '名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['统一社会信用代码,企业名称,起始日期,依据文件', ...rows].join('\n')),
  })
  await dialog.getByLabel('文件', { exact: false }).last().setInputFiles([])
  await dialog
    .locator('input[type=file]')
    .setInputFiles(csv(['91500112MA5U0DEM0X,坏代码企业,2026-01-01,示例通知']))
  await dialog.getByRole('button', { name: '检查文件' }).click()
  await expect(dialog.getByText('没有可以写入的行')).toBeVisible()
  await expectSound(page)
  await dialog.getByRole('button', { name: '取消' }).click()

  await page.getByRole('button', { name: '新增企业' }).click()
  const add = page.getByRole('dialog')
  await add.getByLabel('统一社会信用代码').fill('91509900DEM000002U')
  await add.getByLabel('企业名称（以名单所载为准）').fill('演示名单企业')
  await add.getByLabel('依据').fill('示例通知〔2026〕1号')
  await add.getByRole('button', { name: '加入名单' }).click()
  const entry = page.getByRole('listitem').filter({ hasText: '演示名单企业' })
  await expect(entry.getByText('在册')).toBeVisible()

  await entry.getByRole('button', { name: /移出名单/ }).click()
  await page.getByRole('dialog').getByLabel('原因').fill('复核未通过')
  await page.getByRole('dialog').getByRole('button', { name: '移出名单' }).click()
  await entry.getByRole('button', { name: /变更记录/ }).click()
  await expect(page.getByRole('dialog').getByText('移出原因：复核未通过')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: /更正/ }).first().click()
  await page.getByRole('dialog').getByLabel(/误录/).check()
  await page.getByRole('dialog').getByLabel('原因').fill('误录')
  await page.getByRole('dialog').getByRole('button', { name: '作废这条记录' }).click()
  await expect(entry.getByText('已作废')).toBeVisible()
})

test('the regulator sees what a change of rules would do, and its faults by line', async ({
  page,
}) => {
  await signIn(page, '/rules/preview', REGULATOR)
  const text = readFileSync('../config/scorecards/listing/reserve.yaml', 'utf8')
  const field = page.getByRole('textbox', { name: '规则表' })
  await field.fill(
    text
      .replace('value: 300, unit: wan', 'value: 3000000, unit: wan')
      .replace('value: 3000, unit: wan', 'value: 30000000, unit: wan'),
  )
  await page.getByRole('button', { name: '查看影响' }).click()
  await expect(page.getByRole('heading', { name: '重庆市拟上市企业储备库入库条件' })).toBeVisible()
  await expect(page.getByText(/结果改变的企业/)).toBeVisible()
  await page.locator('details').first().click()
  await expect(page.getByText('财务条件（符合一项即可）').first()).toBeVisible()
  await expectSound(page)
  await field.fill(text.replace('from: 2022-08-30', 'from: 2022-08-32'))
  await page.getByRole('button', { name: '查看影响' }).click()
  await expect(page.getByText(/规则表有 \d+ 处问题/)).toBeVisible()
  await expectSound(page)
})
