import { normaliseUscc, usccFault } from '../src/domain/uscc'
import { expect, signIn, test } from './portal'

/** A right code that no earlier run has registered. */
function freshCode(): string {
  const serial = String(Date.now() % 1_000_000_000).padStart(9, '0')
  const body = `91500112${serial}`
  const right = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].find((last) => !usccFault(body + last))
  return normaliseUscc(body + (right ?? ''))
}

test('a new firm registers, once its code is right', async ({ page }) => {
  const code = freshCode()
  const wrong = code.slice(0, 17) + (code.endsWith('0') ? '1' : '0')
  await page.goto('/register')
  const field = page.getByLabel('统一社会信用代码')
  await field.fill(wrong)
  await expect(page.getByText('校验位不对')).toBeVisible()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.fill(code.toLowerCase())
  await expect(page.getByText('代码校验通过')).toBeVisible()

  await page.getByLabel('企业全称').fill('渝北示例精密机械有限公司')
  await page.getByLabel('成立日期').fill('2016-04-18')
  await page.getByLabel('所在区县').selectOption({ label: '沙坪坝区' })
  await page.getByLabel('所属行业').selectOption('34')
  await page.getByLabel('您的姓名').fill('李明')
  await page.getByLabel('邮箱').fill(`firm-${code.toLowerCase()}@example.com`)
  await page.getByLabel('密码').fill('short')
  await page.locator('main').getByRole('button', { name: '注册' }).click()
  await expect(page.getByText('密码至少 10 个字符')).toBeVisible()
  await page.getByLabel('密码').fill('a-long-pass-phrase')
  await page.locator('main').getByRole('button', { name: '注册' }).click()
  await page.waitForURL('**/profile')
  await expect(page.getByLabel('统一社会信用代码')).toHaveValue(code)

  await test.step('the same code is refused a second time, at its field', async () => {
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL('/')
    await page.goto('/register')
    await field.fill(code)
    await page.getByLabel('企业全称').fill('另一家企业有限公司')
    await page.getByLabel('成立日期').fill('2016-04-18')
    await page.getByLabel('所在区县').selectOption({ label: '沙坪坝区' })
    await page.getByLabel('所属行业').selectOption('34')
    await page.getByLabel('您的姓名').fill('王芳')
    await page.getByLabel('邮箱').fill(`again-${code.toLowerCase()}@example.com`)
    await page.getByLabel('密码').fill('a-long-pass-phrase')
    await page.locator('main').getByRole('button', { name: '注册' }).click()
    await expect(page.getByRole('alert').first()).toBeVisible()
    await expect(page).toHaveURL(/\/register$/)
  })
})

test('a wrong password is refused in the language of the page', async ({ page }) => {
  await page.goto('/login')
  await page.getByLabel('邮箱').fill('nobody@example.com')
  await page.getByLabel('密码').fill('not-the-password')
  await page.locator('main').getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert')).toContainText(/\p{Script=Han}/u)
  await expect(page).toHaveURL(/\/login$/)
})

test('a sign-in outlives a reload, and signing out reaches the other tab', async ({
  page,
  context,
}) => {
  await signIn(page, '/needs')
  await page.reload()
  await expect(page.getByRole('heading', { name: '融资需求', level: 1 })).toBeVisible()
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: '退出登录' }).click()
  await expect(other.getByRole('link', { name: '登录' })).toBeVisible()
  await expect(page.getByRole('banner').getByRole('link', { name: '登录' })).toBeVisible()
  await page.goto('/needs')
  await expect(page).toHaveURL(/\/login\?next=/)
})

test('a profile that someone else saved is not overwritten', async ({ page, context }) => {
  await signIn(page, '/profile')
  const staff = page.getByLabel('员工人数')
  const before = await staff.inputValue()
  const other = await context.newPage()
  await other.goto('/profile')
  await other.getByLabel('员工人数').fill('321')
  await other.getByRole('button', { name: '保存档案' }).click()
  await expect(other.getByText('已保存')).toBeVisible()

  await staff.fill('322')
  await page.getByRole('button', { name: '保存档案' }).click()
  await expect(page.getByText('档案在别处改过了')).toBeVisible()
  await page.getByRole('button', { name: '载入最新版本' }).click()
  await expect(staff).toHaveValue('321')
  await staff.fill(before)
  await page.getByRole('button', { name: '保存档案' }).click()
  await expect(page.getByText('已保存')).toBeVisible()
})
