import { expect, expectSound, postNeed, signIn, test } from './portal'

const SIZES = [
  ['a desk', { width: 1280, height: 860 }],
  ['a phone', { width: 390, height: 844 }],
] as const

for (const [name, viewport] of SIZES) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport })

    test('the open pages are sound', async ({ page }) => {
      await page.goto('/')
      await expect(page.getByRole('article').first()).toBeVisible()
      await expectSound(page)

      await page.getByRole('article').first().getByRole('link').first().click()
      await expect(page.getByRole('heading', { name: '准入条件' })).toBeVisible()
      await expectSound(page)

      for (const path of ['/login', '/register', '/compare', '/offers/no-such-offer', '/nowhere']) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
        await expectSound(page)
      }
    })

    test('forms are sound with their faults shown', async ({ page }) => {
      await page.goto('/register')
      await page.locator('main').getByRole('button', { name: '注册' }).click()
      await expect(page.getByText('请填写此项').first()).toBeVisible()
      await expectSound(page)
    })

    test('the pages of an enterprise are sound', async ({ page }) => {
      await signIn(page, '/profile')
      await expect(page.getByRole('button', { name: '保存档案' })).toBeVisible()
      await expectSound(page)

      await page.goto('/needs/new')
      await page.getByLabel('需要金额').fill('1000')
      await page.getByLabel('期限').fill('36')
      await page.getByLabel('资金用途').selectOption('equipment')
      await expectSound(page)
      await page.getByRole('button', { name: '下一步' }).click()
      await page.getByRole('radio', { name: '提供以下抵押' }).check()
      await expectSound(page)
      await page.getByRole('radio', { name: '不提供抵押' }).check()
      await page.getByRole('button', { name: '下一步' }).click()
      await expectSound(page)

      await postNeed(page, '800', '24')
      await page
        .getByRole('button', { name: /查看依据/ })
        .first()
        .click()
      await expect(page.getByRole('heading', { name: '得分构成', exact: true })).toBeVisible()
      await page
        .getByRole('checkbox', { name: /加入对比/ })
        .first()
        .check()
      await expectSound(page)
      await page.getByRole('link', { name: '并排对比' }).click()
      await expect(page.getByRole('table')).toBeVisible()
      await expectSound(page)

      await page.goto('/needs')
      await expect(page.getByRole('article').first()).toBeVisible()
      await expectSound(page)
    })

    test('English is a switch away and stays', async ({ page }) => {
      await page.goto('/')
      if (viewport.width < 500) await page.getByRole('button', { name: '菜单' }).click()
      await page.getByRole('button', { name: 'Switch to English' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/financing need/)
      await expect(page).toHaveTitle(/Offers/)
      await expectSound(page)
      await page.reload()
      await expect(page.getByRole('heading', { name: /\d+ offers/ })).toBeVisible()
    })
  })
}

test('a need can be posted with the keyboard alone', async ({ page }) => {
  await signIn(page, '/needs/new')
  await page.reload()
  await expect(page.getByLabel('需要金额')).toBeVisible()

  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('需要金额')).toBeFocused()
  await page.keyboard.type('300')
  await page.keyboard.press('Tab')
  await page.keyboard.type('12')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByLabel('资金用途')).not.toHaveValue('')
  await page.getByLabel('期限').press('Enter')
  await expect(page.getByRole('heading', { name: /抵押与担保/ })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('group', { name: '可提供担保（担保机构或个人）' })).toBeVisible()
  for (const heading of [/其他要求/, /匹配结果/]) {
    await page.getByRole('button', { name: /下一步|提交并查看匹配/ }).press('Enter')
    await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible()
  }
  await page.waitForURL('**/matches')
})

test('a search is its address, and the back button returns to it', async ({ page }) => {
  await page.goto('/?q=%E4%BF%A1%E7%94%A8&kind=loan')
  await expect(page.getByRole('heading', { name: /“信用”/ })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: /^贷款/ })).toBeChecked()
  await page.getByRole('article').first().getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '准入条件' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: /“信用”/ })).toBeVisible()
})
