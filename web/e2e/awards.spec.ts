import { expect, expectSound, signIn, test } from './portal'

const SIZES = [
  ['a desk', { width: 1280, height: 860 }],
  ['a phone', { width: 390, height: 844 }],
] as const

for (const [name, viewport] of SIZES) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport })

    test('the measures are open to everyone', async ({ page }) => {
      await page.goto('/measures')
      await expect(page.getByRole('article')).toHaveCount(26)
      await expectSound(page)

      await page.getByLabel('只看有资金的条目').check()
      await expect(page.locator('.entry')).toHaveCount(17)
      await page.getByLabel('平台办理情况').selectOption('planned')
      await expect(page.getByRole('heading', { name: '没有这样的条目' })).toBeVisible()
      await page.getByLabel('平台办理情况').selectOption('served')
      await page.getByRole('link', { name: '绿色技改奖励' }).click()
      await expect(page).toHaveURL(/\/offers\/m14-1$/)
    })

    test('the awards of an enterprise are sound', async ({ page }) => {
      await signIn(page, '/awards')
      await expect(page.getByRole('article').first()).toBeVisible()
      await expect(page.getByText('还没有填写项目')).toBeVisible()
      await expect(page.getByRole('article')).toHaveCount(17)
      await page
        .getByRole('button', { name: /查看逐条依据/ })
        .first()
        .click()
      await expectSound(page)
    })
  })
}

test('a project settles what hangs on it, and its amount is worked out', async ({ page }) => {
  await signIn(page, '/awards')
  const award = page.getByRole('article').filter({ hasText: '智能山地农机装备奖励' })
  await expect(award).toContainText('最高200万元')
  await expect(award).toContainText('尚未填写项目投资额')
  await expect(award.getByRole('link', { name: '项目投资额' })).toBeVisible()

  await page.getByLabel('项目类型').selectOption('hill_farm_machinery')
  await page.getByLabel('项目总投资').fill('五百')
  await page.getByRole('button', { name: '按这个项目核对' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('项目总投资').fill('500')
  await page.getByRole('button', { name: '按这个项目核对' }).click()
  await expect(page).toHaveURL(/kind=hill_farm_machinery&investment=500$/)

  const claim = page.getByRole('region', { name: /可以申报/ })
  await expect(
    claim.getByRole('article').filter({ hasText: '智能山地农机装备奖励' }),
  ).toContainText('最高100万元')
  await expect(award).toContainText('500万元 × 20% = 100万元')
  await expect(award).toContainText('待主管部门认定')
  await expect(award).toContainText('择优排序')
  const out = page.getByRole('region', { name: /目前不符合/ })
  await expect(out.getByRole('article').filter({ hasText: '兼并重组奖励' })).toContainText('不满足')

  await test.step('the address holds the project', async () => {
    await page.reload()
    await expect(award).toContainText('最高100万元')
    await page.getByRole('button', { name: '清空' }).click()
    await expect(page).toHaveURL(/\/awards$/)
    await expect(award).toContainText('最高200万元')
  })
})

test('what an award lacks is answered in the profile, which leads back', async ({ page }) => {
  await signIn(page, '/awards')
  await page.goto('/awards?kind=hill_farm_machinery')
  const award = page.getByRole('article').filter({ hasText: '首购首用奖励' })
  await award.getByRole('link', { name: '首次购买并使用' }).click()
  await expect(page).toHaveURL(/\/profile\?field=purchase\.first_use&awards=/)
  await page.getByRole('link', { name: '返回我的奖补' }).click()
  await expect(page).toHaveURL(/\/awards\?kind=hill_farm_machinery$/)
  await expect(award).toBeVisible()
})

test('the awards ask a visitor to sign in, and then come', async ({ page }) => {
  await page.goto('/awards')
  await expect(page).toHaveURL(/\/login\?next=/)
})
