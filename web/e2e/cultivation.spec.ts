import { expect, expectSound, signIn, test } from './portal'

const FUND = 'fund_manager@rongqiao.demo'
const REGULATOR = 'regulator@rongqiao.demo'

test('a fund manager ranks, compares, chooses, freezes and follows a firm', async ({ page }) => {
  await page.goto('/login')
  await page.getByLabel('邮箱').fill(FUND)
  await page.getByLabel('密码').fill('demo-rongqiao')
  await page.locator('main').getByRole('button', { name: '登录' }).click()
  await page.waitForURL('**/cultivation')
  await expect(page.getByRole('heading', { name: '上市培育排名' })).toBeVisible()
  await expect(page.getByRole('article').first()).toBeVisible()
  await expectSound(page)

  await test.step('a score shows its lines', async () => {
    await page
      .getByRole('button', { name: /得分依据/ })
      .first()
      .click()
    await expect(page.getByText('最近上市标准达成度').first()).toBeVisible()
    await expectSound(page)
  })

  await test.step('firms are compared side by side', async () => {
    for (const place of [0, 1]) {
      await page
        .getByRole('checkbox', { name: /加入对比/ })
        .nth(place)
        .check()
    }
    await page.getByRole('link', { name: '对比所选 2 家' }).click()
    await expect(page.getByRole('table')).toBeVisible()
    await expect(page.getByRole('columnheader')).toHaveCount(3)
    await expectSound(page)
  })

  await test.step('a shortlist is previewed under caps, frozen and worked out again', async () => {
    await page.goto('/cultivation/shortlists/new')
    await page.getByLabel('总名额（家）').fill('5')
    await page.getByLabel('每个区县最多（家）').fill('一')
    await page.getByRole('button', { name: '预览入选企业' }).click()
    await expect(page.getByText('请填写整数')).toBeVisible()
    await page.getByLabel('每个区县最多（家）').fill('1')
    await page.getByRole('button', { name: '预览入选企业' }).click()
    await page.waitForURL('**/cultivation/shortlists/sl_*')
    await expect(page.getByRole('heading', { name: '入选企业（5 家）' })).toBeVisible()
    await expect(page.getByText('达到此分可入选').first()).toBeVisible()
    await expectSound(page)
    await page.getByRole('button', { name: '添加行业' }).click()
    const bound = page.getByRole('group', { name: '单列行业' })
    await bound.getByLabel('行业').selectOption({ index: 1 })
    await bound.getByLabel('最少').fill('400')
    await page.getByRole('button', { name: '按新名额重新计算' }).click()
    await expect(page.getByText(/名额设置互相冲突/)).toBeVisible()
    await bound.getByRole('button', { name: /删除/ }).click()
    await page.getByRole('button', { name: '按新名额重新计算' }).click()
    await expect(page.getByText(/名额设置互相冲突/)).toHaveCount(0)
    await page.getByRole('button', { name: '冻结名单' }).click()
    await page.getByRole('button', { name: '确定冻结' }).click()
    await expect(page.getByText(/冻结，得分截至/)).toBeVisible()
    await page.getByRole('button', { name: '重新计算核对' }).click()
    await expect(page.getByText(/逐字节相同/)).toBeVisible()
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出 Excel' }).click()
    expect((await file).suggestedFilename()).toMatch(/^sl_.*\.xlsx$/)
    await expectSound(page)
  })

  await test.step('a record is opened, moved, and noted on', async () => {
    await page.goto('/cultivation')
    const firm = page.getByRole('article').filter({ hasText: '未建档' }).first()
    await firm.getByRole('button', { name: /得分依据/ }).click()
    await firm.getByRole('button', { name: '建立培育记录' }).click()
    await firm.getByLabel('目标板块').selectOption('bse')
    await firm.getByRole('button', { name: '保存' }).click()
    await page.waitForURL('**/cultivation/records/cdy_*')
    await page.getByLabel('进入阶段').selectOption('share_reform')
    await page.getByRole('button', { name: '确认进入' }).click()
    await expect(page.locator('[aria-current="step"]')).toContainText('股改')
    await page.getByRole('combobox', { name: '障碍事项' }).selectOption('equity_title')
    await page.getByRole('button', { name: '记录障碍事项' }).click()
    await expect(page.getByText('未解决', { exact: true })).toBeVisible()
    await page.getByLabel('内容').fill('已约谈实际控制人')
    await page.getByRole('button', { name: '添加跟进记录' }).click()
    await expect(page.getByText(/陈杰/)).toBeVisible()
    await expectSound(page)
  })
})

test('the regulator reads the same pages on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, '/cultivation', REGULATOR)
  await expect(page.getByRole('article').first()).toBeVisible()
  await page
    .getByRole('button', { name: /得分依据/ })
    .first()
    .click()
  await expectSound(page)
  await page.goto('/cultivation/shortlists')
  await expectSound(page)
  await page.goto('/cultivation/shortlists/new')
  await page.getByRole('button', { name: '添加区县' }).click()
  await expectSound(page)
  await page.getByLabel('总名额（家）').fill('4')
  await page.getByRole('button', { name: '删除第 1 行' }).click()
  await page.getByRole('button', { name: '预览入选企业' }).click()
  await expect(page.getByRole('heading', { name: '入选企业（4 家）' })).toBeVisible()
  await expectSound(page)
})

test('an enterprise is not led to these pages', async ({ page }) => {
  await signIn(page, '/needs')
  await expect(page.getByRole('link', { name: '上市培育' })).toHaveCount(0)
  await page.goto('/cultivation')
  await page.waitForURL('**/login?next=**')
})
