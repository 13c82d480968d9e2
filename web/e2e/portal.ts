// What every browser test shares: a server of its file's own, a page that fails
// the test for any error it logs or any breach of the content policy, and the
// steps that many take.
import { expect, test as base, type APIRequestContext, type Page } from '@playwright/test'
import axe from 'axe-core'

import { startServer, type Server } from './server'

const DEMO = { email: 'enterprise@rongqiao.demo', password: 'demo-rongqiao' }

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 860 }

/** What the browser logs for an answer of 4xx, which some tests ask for. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/

/** The server of the file whose tests a worker runs, until it comes to the next file. */
class Servers {
  private file = ''
  private server?: Server

  async of(file: string): Promise<string> {
    if (!this.server || this.file !== file) {
      await this.leave()
      this.server = await startServer()
      this.file = file
    }
    return this.server.url
  }

  async leave() {
    await this.server?.stop()
    this.server = undefined
  }
}

export const test = base.extend<{ faults: string[] }, { servers: Servers }>({
  servers: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what is wanted
    async ({}, use) => {
      const servers = new Servers()
      await use(servers)
      await servers.leave()
    },
    { scope: 'worker' },
  ],
  // RONGQIAO_E2E_URL runs the tests against a server that is up already.
  baseURL: async ({ servers }, use, { file }) => {
    await use(process.env.RONGQIAO_E2E_URL ?? (await servers.of(file)))
  },
  faults: [
    async ({ page }, use) => {
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`))
      page.on('console', (message) => {
        const text = message.text()
        if (['error', 'warning'].includes(message.type()) && !REFUSED.test(text)) {
          faults.push(`${message.type()}: ${text}`)
        }
      })
      page.on('response', (response) => {
        if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`)
      })
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
        )
      })
      await use(faults)
      expect(faults, 'errors in the browser').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Signs a demo person in, the enterprise unless another is named, on the page that asks for it. */
export async function signIn(page: Page, next = '/needs', email = DEMO.email): Promise<void> {
  await page.goto(`/login?next=${encodeURIComponent(next)}`)
  await page.getByLabel('邮箱').fill(email)
  await page.getByLabel('密码').fill(DEMO.password)
  await page.locator('main').getByRole('button', { name: '登录' }).click()
  await page.waitForURL(`**${next}`)
}

/** Posts a need through the form and ends on its matches. */
export async function postNeed(page: Page, amount: string, term: string): Promise<void> {
  await page.goto('/needs/new')
  await page.getByLabel('需要金额').fill(amount)
  await page.getByLabel('期限').fill(term)
  await page.getByLabel('资金用途').selectOption('equipment')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('radio', { name: '不提供抵押' }).check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '提交并查看匹配' }).click()
  await page.waitForURL('**/needs/*/matches')
  await expect(page.getByRole('article').first()).toBeVisible()
}

/** WCAG 2.1 A and AA and the best practices, and nothing wider than the page. */
export async function expectSound(page: Page): Promise<void> {
  // A page that has just been led to may still be on its way.
  await expect(page.locator('h1').first()).toBeAttached()
  // Once for each document, and without the frames that the portal does not have.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: check } = window as unknown as { axe: typeof axe }
    const { violations } = await check.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      resultTypes: ['violations'],
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  })
  expect(found, `accessibility of ${page.url()}`).toEqual([])
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(beyond, `sideways scrolling of ${page.url()}`).toBeLessThanOrEqual(0)
}

export async function soundAtBothWidths(page: Page) {
  await page.setViewportSize(PHONE)
  await expectSound(page)
  await page.setViewportSize(DESK)
  await expectSound(page)
}

/** The API as somebody uses it. */
export async function as(request: APIRequestContext, who: string) {
  const login = await request.post('/api/v1/auth/login', {
    data: { email: `${who}@rongqiao.demo`, password: 'demo-rongqiao' },
  })
  const { access_token } = (await login.json()) as { access_token: string }
  return async <T>(method: string, path: string, data?: object) => {
    const headers = { Authorization: `Bearer ${access_token}` }
    const answer = await request.fetch(`/api/v1${path}`, { method, headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (answer.status() === 204 ? undefined : await answer.json()) as T
  }
}
