import { expect, expectSound, postNeed, signIn, test } from './portal'

const ASKED = '已在商业价值信用贷款专用平台注册申请'

test('what a match lacks is answered from its link, and the match changes', async ({ page }) => {
  await signIn(page, '/needs')
  await postNeed(page, '200', '12')
  const address = page.url()
  const match = page.getByRole('article').filter({ hasText: '商业价值信用贷' })
  const showMatch = async () => {
    await page.getByRole('radio', { name: '有待确认' }).check({ force: true })
    await page.getByRole('radio', { name: '贷款' }).check({ force: true })
    await expect(page.getByRole('article').first()).toBeVisible()
    const more = page.getByRole('button', { name: /再显示/ })
    if (await more.isVisible()) await more.click()
  }
  await showMatch()
  await expect(match.getByRole('link', { name: ASKED })).toBeVisible()

  await test.step('the link opens its question', async () => {
    await page.locator('.ask').getByRole('link', { name: ASKED }).click()
    await expect(page).toHaveURL(/\/profile\?field=enterprise\.commercial_value_registered&need=/)
    const question = page.getByRole('group', { name: ASKED })
    await expect(question.getByRole('radio', { name: '是' })).toBeFocused()
    await expect(question).toBeInViewport()
    await expectSound(page)
  })

  await test.step('the answer is taken into account', async () => {
    await page.getByRole('group', { name: ASKED }).getByRole('radio', { name: '是' }).check()
    await page.getByRole('button', { name: '保存档案' }).click()
    await expect(page.getByText('已保存')).toBeVisible()
    await page.getByRole('link', { name: '返回匹配结果' }).click()
    await page.waitForURL(address)
    await showMatch()
    await expect(match).toContainText('资料齐全')
    await expect(page.getByRole('link', { name: ASKED })).toHaveCount(0)
  })

  await test.step('taking it back makes it unknown again', async () => {
    await page.goto('/profile')
    await expect(page.getByRole('group', { name: ASKED })).toBeVisible()
    await page.getByRole('button', { name: `删除“${ASKED}”` }).click()
    await page.getByRole('button', { name: '保存档案' }).click()
    await expect(page.getByText('已保存')).toBeVisible()
    await page.goto(address)
    await showMatch()
    await expect(match.getByRole('link', { name: ASKED })).toBeVisible()
  })
})

test('answers of every shape are checked, kept exactly, and can be taken back', async ({
  page,
}) => {
  const shapes = [
    ['第三方平台服务收入', '1234.567891'],
    ['申请人持股比例', '66.67'],
    ['火炬创新积分', '88'],
    ['“小巨人”认定日期', '2024-02-29'],
  ] as const
  const answers = page.locator('#answers')
  await signIn(page, '/profile')
  for (const [label, value] of shapes) {
    await page.getByLabel('查找要补充的情况').fill(label)
    await answers.locator('.questions').getByRole('button', { name: label }).click()
    await expect(answers.getByLabel(label, { exact: true })).toBeFocused()
    await answers.getByLabel(label, { exact: true }).fill(value)
  }
  await page.getByLabel('查找要补充的情况').fill('获批产品种')
  await answers
    .locator('.questions')
    .getByRole('button', { name: /获批产品种类/ })
    .click()
  const grade = answers.getByLabel('获批产品种类', { exact: true })
  await grade.selectOption({ index: 1 })

  const share = answers.getByLabel('申请人持股比例', { exact: true })
  await share.fill('100.01')
  await page.getByRole('button', { name: '保存档案' }).click()
  await expect(answers.getByText('数字太大了')).toBeVisible()
  await expect(share).toBeFocused()
  await expectSound(page)
  await share.fill('66.67')
  await page.getByRole('button', { name: '保存档案' }).click()
  await expect(page.getByText('已保存')).toBeVisible()

  await page.reload()
  for (const [label, value] of shapes) {
    await expect(answers.getByLabel(label, { exact: true })).toHaveValue(
      value.replace('1234', '1,234'),
    )
  }
  await expect(grade).not.toHaveValue('')
  for (const label of [...shapes.map(([one]) => one), '获批产品种类']) {
    await answers.getByRole('button', { name: `删除“${label}”` }).click()
  }
  await page.getByRole('button', { name: '保存档案' }).click()
  await expect(page.getByText('已保存')).toBeVisible()
  await page.reload()
  await expect(answers.getByRole('button', { name: '删除“火炬创新积分”' })).toHaveCount(0)
})

test('a field that the profile holds opens its part', async ({ page }) => {
  await signIn(page, '/profile?field=enterprise.rd_staff_share')
  await expect(page.locator('#people')).toBeFocused()
  await expect(page.getByRole('heading', { name: '人员与研发' })).toBeInViewport()
})
