import { expect, postNeed, signIn, test } from './portal'

test('a need goes in, ranked and explained matches come out, and four are compared', async ({
  page,
}) => {
  await signIn(page, '/')

  await test.step('search', async () => {
    await page
      .getByRole('textbox', { name: '搜索产品' })
      .or(page.getByRole('searchbox'))
      .fill('信用')
    await page.getByRole('button', { name: '搜索' }).first().click()
    await expect(page.getByRole('heading', { name: /“信用”：共 \d+ 个产品/ })).toBeVisible()
    await expect(page.locator('article mark').first()).toHaveText(/信|用/)
    await page.getByRole('checkbox', { name: /^贷款/ }).check()
    await expect(page).toHaveURL(/kind=loan/)
    await expect(page.locator('article .chip').filter({ hasNotText: '贷款' })).toHaveCount(0)
  })

  await postNeed(page, '300', '12')

  await test.step('the answer is whole', async () => {
    const counts = page.locator('.counts dd')
    const sum = (await counts.allTextContents()).reduce((total, one) => total + Number(one), 0)
    await expect(page.getByText(`逐一判断了全部 ${sum} 个已发布产品`)).toBeVisible()
    expect(sum).toBeGreaterThanOrEqual(130)
    await expect(page.getByText(/引擎 \S+ · 规则 \S+/)).toBeVisible()
    await expect(page.getByRole('img', { name: /各产品按指标的得分/ })).toBeVisible()
  })

  await test.step('a match has its reasons, its cost and its points', async () => {
    const loan = page.getByRole('article').filter({ hasText: '综合年化成本' }).first()
    await loan.getByRole('button', { name: /查看依据/ }).click()
    await expect(loan.getByRole('heading', { name: '逐条依据' })).toBeVisible()
    await expect(loan.getByRole('heading', { name: '总成本' })).toBeVisible()
    await expect(loan.getByRole('heading', { name: '得分构成', exact: true })).toBeVisible()
    await expect(loan.getByRole('img', { name: /各项得分/ })).toBeVisible()
    await expect(loan.locator('.points dd').first()).toHaveText(/ \/ |未公布/)
  })

  await test.step('compare', async () => {
    const ticks = page.getByRole('checkbox', { name: /加入对比/ })
    for (const place of [0, 1, 2, 3]) await ticks.nth(place).check()
    await expect(ticks.nth(4)).toBeDisabled()
    await page.getByRole('link', { name: '并排对比' }).click()
    await expect(page.getByRole('columnheader')).toHaveCount(5)
    await expect(page.getByRole('rowheader', { name: '匹配度' })).toBeVisible()
    await page.getByRole('button', { name: /^移除/ }).first().click()
    await expect(page.getByRole('columnheader')).toHaveCount(4)
  })
})

test('the need form checks as one types, and a draft can be continued', async ({ page }) => {
  await signIn(page, '/needs/new')
  const amount = page.getByLabel('需要金额')
  await amount.fill('五百')
  await expect(page.getByText('请用数字填写')).toBeVisible()
  await amount.fill('128.5')
  await expect(page.getByText('即 1,285,000.00 元')).toBeVisible()
  await page.getByLabel('期限').fill('361')
  await expect(page.getByText('期限为 1 到 360 个月')).toHaveCount(1)
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByRole('heading', { name: /金额与期限/ })).toBeVisible()
  await expect(page.getByLabel('期限')).toBeFocused()
  await page.getByLabel('期限').fill('24')
  await page.getByLabel('资金用途').selectOption('equipment')
  await page.getByRole('button', { name: '存为草稿' }).click()
  await page.waitForURL('**/needs')
  const draft = page.getByRole('article').filter({ hasText: '128.5 万元' }).first()
  await draft.getByRole('link', { name: '继续填写' }).click()
  await expect(page.getByLabel('需要金额')).toHaveValue('128.5')
  await page.goto('/needs')
  await draft.getByRole('button', { name: '撤回' }).click()
  await draft.getByRole('button', { name: '确定撤回' }).click()
  await expect(draft).toContainText('已撤回')
})
