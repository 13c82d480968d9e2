import type { APIRequestContext } from '@playwright/test'

import { as, expect, signIn, soundAtBothWidths, test } from './portal'

/** A name that nobody has: it is taken, and nothing is reached there. */
const HOOK = 'https://hooks.bank.invalid/rongqiao'
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

interface Listed {
  items: { id: string; name: { zh: string } }[]
}

/** A firm asks for a bridge from the bank, then takes it back: two messages about one thing. */
async function twoMessages(request: APIRequestContext) {
  const call = await as(request, 'enterprise')
  const find = async (path: string, name: string) =>
    (await call<Listed>('GET', path)).items.find((one) => one.name.zh === name)?.id
  const { id } = await call<{ id: string }>('POST', '/bridges', {
    fund_id: await find('/bridge-funds', '转贷应急周转（市级）'),
    lender_id: await find('/providers', '中国工商银行'),
    principal_fen: 100_000_000,
    due_on: day(9),
    contract: `JK-${Date.now()}`,
    amount_fen: 90_000_000,
  })
  await call('POST', `/bridges/${id}/withdraw`, { reason: 'plan_changed', text: '' })
}

/** What earlier tests have left. */
async function removeAll(request: APIRequestContext) {
  const call = await as(request, 'bank')
  for (const { id } of (await call<Listed>('GET', '/webhooks')).items) {
    await call('DELETE', `/webhooks/${id}`)
  }
}

test.beforeEach(({ request }) => removeAll(request))

test('a bank adds a webhook, sees its secret once, pauses, rotates and removes it', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page, '/integration', 'bank@rongqiao.demo')
  await expect(page.getByRole('heading', { name: '还没有回调地址' })).toBeVisible()
  await page.getByText('如何验证和接收消息').click()
  await expect(page.getByText(/HMAC-SHA256/)).toBeVisible()
  await soundAtBothWidths(page)

  await page.getByRole('button', { name: '新增回调地址' }).click()
  const dialog = page.getByRole('dialog')
  const address = dialog.getByLabel('地址')
  const add = dialog.getByRole('button', { name: '新增回调地址' })
  await add.click()
  await expect(dialog.getByText('请填写此项')).toBeVisible()
  for (const [url, fault] of [
    ['http://127.0.0.1:9', '回调地址须为完整的 https:// 网址'],
    ['https://10.0.0.1', '“10.0.0.1”指向内部网络'],
  ] as const) {
    await address.fill(url)
    await add.click()
    await expect(dialog.locator('.field').getByText(fault)).toBeVisible()
    await expect(address).toBeFocused()
  }
  await dialog.getByLabel('申请').uncheck()
  await dialog.getByLabel('转贷').uncheck()
  await expect(dialog.getByText('请至少选择一项')).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByLabel('转贷').check()
  await address.fill(HOOK)
  await add.click()

  const secret = dialog.getByLabel('密钥', { exact: true })
  await expect(secret).toHaveText(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const first = await secret.textContent()
  await dialog.getByText('如何验证和接收消息').click()
  await soundAtBothWidths(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(secret).toBeVisible()
  await dialog.getByRole('button', { name: '复制密钥' }).click()
  await expect(dialog.getByText('已复制')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first)
  await dialog.getByRole('button', { name: '我已保存' }).click()
  await expect(dialog).toBeHidden()

  const card = page.getByRole('article').filter({ hasText: HOOK })
  await expect(card.getByText('启用')).toBeVisible()
  await expect(card.getByText(/^通知转贷，/)).toBeVisible()
  expect(await page.locator('main').textContent()).not.toContain(first)

  await card.getByRole('button', { name: '修改' }).click()
  await dialog.getByLabel('申请').check()
  await dialog.getByLabel('暂停推送').check()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(dialog).toBeHidden()
  await expect(card.getByText('暂停', { exact: true })).toBeVisible()
  await expect(card.getByText(/^通知申请、转贷，/)).toBeVisible()

  await card.getByRole('button', { name: '更换密钥' }).click()
  await expect(dialog.getByText(/24 小时内/)).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByRole('button', { name: '更换密钥' }).click()
  await expect(secret).toHaveText(/^whsec_/)
  expect(await secret.textContent()).not.toBe(first)
  await expect(dialog.getByText(/请在此之前完成切换/)).toBeVisible()
  await dialog.getByRole('button', { name: '我已保存' }).click()
  await expect(card.getByText(/^旧密钥在 .* 前仍同时签名$/)).toBeVisible()
  await soundAtBothWidths(page)

  await card.getByRole('button', { name: '删除' }).click()
  await expect(dialog.getByText(/不再发送/)).toBeVisible()
  await dialog.getByRole('button', { name: '删除' }).click()
  await expect(card).toHaveCount(0)
  await expect(page.getByRole('heading', { name: '还没有回调地址' })).toBeVisible()
})

test('what is sent is listed by state, at an address of its own', async ({ page, request }) => {
  const bank = await as(request, 'bank')
  const { webhook } = await bank<{ webhook: { id: string } }>('POST', '/webhooks', {
    url: HOOK,
    topics: ['application', 'bridge'],
  })
  await twoMessages(request)
  await signIn(page, '/integration', 'bank@rongqiao.demo')
  const card = page.getByRole('article').filter({ hasText: HOOK })
  await card.getByRole('button', { name: '推送记录' }).click()
  await expect(page).toHaveURL(`/integration?webhook=${webhook.id}`)
  const rows = card.getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(0).getByRole('heading', { name: '转贷 · 撤回' })).toBeVisible()
  await expect(rows.nth(1).getByRole('heading', { name: '转贷 · 申请转贷' })).toBeVisible()
  await expect(rows.nth(1).getByText(/最近一次：(连接不上|超时没有应答)/)).toBeVisible({
    timeout: 30_000,
  })
  await soundAtBothWidths(page)

  await card.getByRole('button', { name: '已送达' }).click()
  await expect(page).toHaveURL(`/integration?webhook=${webhook.id}&state=delivered`)
  await expect(card.getByText('没有这种状态的推送')).toBeVisible()
  await page.reload()
  await expect(card.getByText('没有这种状态的推送')).toBeVisible()
  await expect(card.getByRole('button', { name: '已送达' })).toHaveAttribute('aria-pressed', 'true')
  await soundAtBothWidths(page)
  await card.getByRole('button', { name: '全部' }).click()
  await rows.nth(0).getByRole('link').click()
  await page.waitForURL('**/bridges')

  await bank('DELETE', `/webhooks/${webhook.id}`)
  await page.goto(`/integration?webhook=${webhook.id}`)
  await expect(page.getByText(/链接所指的回调地址已经删除/)).toBeVisible()
})

test('a message that was given up is sent again', async ({ page, request }) => {
  const bank = await as(request, 'bank')
  const { webhook } = await bank<{ webhook: { id: string } }>('POST', '/webhooks', {
    url: HOOK,
    topics: ['application'],
  })
  // Being given up takes the server most of a day; its answers are made up here.
  const delivery = (number: number, more: object) => ({
    id: `dlv_${String(number).padStart(19, '0')}_${webhook.id}`,
    state: 'delivered',
    topic: 'application',
    subject: 'app_01kb0000000000000000000000',
    kind: 'send',
    happens_at: '2026-03-02T01:20:30Z',
    tries: 1,
    next_at: null,
    ended_at: '2026-03-02T01:20:31Z',
    status: 200,
    fault: null,
    ...more,
  })
  const dead = { state: 'dead', tries: 10, status: 503, fault: 'status', kind: 'take' }
  const again = { state: 'pending', tries: 0, ended_at: null, next_at: '2026-03-02T01:20:31Z' }
  let resent = false
  await page.route('**/deliveries**', (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor')
    const newest = delivery(3, resent ? { ...dead, ...again } : dead)
    return route.fulfill({
      json: cursor
        ? { items: [delivery(1, {})], next_cursor: '' }
        : { items: [newest, delivery(2, { kind: 'overdue' })], next_cursor: 'older' },
    })
  })
  await page.route('**/resend', (route) => {
    resent = true
    return route.fulfill({ json: delivery(3, { ...dead, ...again }) })
  })

  await signIn(page, `/integration?webhook=${webhook.id}`, 'bank@rongqiao.demo')
  const rows = page.getByRole('article').getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: '显示更多' }).click()
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(0).getByText('最近一次：对方应答 503，不是 2xx')).toBeVisible()
  await expect(rows.nth(1).getByRole('heading', { name: '申请 · 已超时' })).toBeVisible()
  await soundAtBothWidths(page)
  await page.getByRole('button', { name: /^重新发送/ }).click()
  await expect(page.getByText('已重新排队，即将发送。')).toBeVisible()
  await expect(rows.nth(0).getByText('尚未尝试')).toBeVisible()
  await expect(page.getByRole('button', { name: /^重新发送/ })).toHaveCount(0)

  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(rows.nth(0).getByText('Last try: answered 503, which is not 2xx')).toBeVisible()
  await expect(page).toHaveTitle(/System integration/)
  await soundAtBothWidths(page)
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill('https://10.0.0.1')
  await dialog.getByRole('button', { name: 'Add a webhook' }).click()
  await expect(dialog.locator('.field').getByText(/leads into a private network/)).toBeVisible()
  await soundAtBothWidths(page)
})

test('the page is for banks and fund managers alone', async ({ page }) => {
  await signIn(page, '/needs')
  await expect(page.getByRole('link', { name: '系统对接' })).toHaveCount(0)
  await page.goto('/integration')
  await page.waitForURL('**/login?next=/integration')
  await signIn(page, '/integration', 'fund_manager@rongqiao.demo')
  await expect(page.getByRole('link', { name: '系统对接' })).toBeVisible()
  await expect(page.getByRole('heading', { name: '还没有回调地址' })).toBeVisible()
})

test('a key for a system is shown once, used, rotated and revoked', async ({
  page,
  request,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const name = `信贷管理系统 ${Date.now()}`
  const calls = async (token: string | null) =>
    (
      await request.get('/api/v1/queue/applications', {
        headers: { Authorization: `Bearer ${token}` },
      })
    ).status()
  await signIn(page, '/integration', 'bank@rongqiao.demo')
  await page.getByRole('button', { name: '新增密钥' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '生成密钥' }).click()
  await expect(dialog.getByText('请至少选择一项')).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByLabel('系统名称').fill(name)
  await dialog.getByLabel('查看申请和已授权的企业资料').check()
  await dialog.getByLabel('有效期至（选填）').fill('2020-01-01')
  await dialog.getByRole('button', { name: '生成密钥' }).click()
  await expect(dialog.getByText(/^日期不能早于今天/)).toHaveCount(1)
  await dialog.getByLabel('有效期至（选填）').fill('')
  await dialog.getByRole('button', { name: '生成密钥' }).click()
  const secret = dialog.getByLabel('密钥', { exact: true })
  await expect(secret).toHaveText(/^rqk_/)
  const first = await secret.textContent()
  await page.keyboard.press('Escape')
  await expect(secret).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByRole('button', { name: '我已保存' }).click()
  expect(await page.locator('main').textContent()).not.toContain(first)
  expect(await calls(first)).toBe(200)

  const card = page.getByRole('article', { name: `密钥：${name}` })
  await card.getByRole('button', { name: /^更换密钥：/ }).click()
  await expect(dialog.getByText(/24 小时后失效/)).toBeVisible()
  await dialog.getByRole('button', { name: '更换' }).click()
  await expect(secret).toHaveText(/^rqk_/)
  const second = await secret.textContent()
  expect(second).not.toBe(first)
  await dialog.getByRole('button', { name: '我已保存' }).click()
  await expect(card.getByText(/旧密钥在 .* 前仍可使用/)).toBeVisible()
  expect(await calls(first)).toBe(200)
  expect(await calls(second)).toBe(200)

  await card.getByRole('button', { name: /^更换密钥：/ }).click()
  await expect(dialog.getByText(/那次换下的密钥将立即失效/)).toBeVisible()
  await soundAtBothWidths(page)
  await dialog.getByRole('button', { name: '取消' }).click()

  await page.getByRole('button', { name: '复制示例' }).click()
  await expect(page.getByText('已复制')).toBeVisible()
  const example = await page.evaluate(() => navigator.clipboard.readText())
  expect(example).toContain(`${new URL(page.url()).origin}/api/v1/queue/applications`)

  await card.getByRole('button', { name: /^停用密钥：/ }).click()
  await dialog.getByRole('button', { name: '停用' }).click()
  await expect(card.getByText('已停用')).toBeVisible()
  expect(await calls(second)).toBe(401)
  expect(await calls(first)).toBe(401)
  await soundAtBothWidths(page)
  await page.getByRole('button', { name: 'Switch to English' }).click()
  await expect(page.getByRole('heading', { name: 'API keys' })).toBeVisible()
  await soundAtBothWidths(page)
})
