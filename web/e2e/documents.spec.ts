import { readFile } from 'node:fs/promises'

import type { Locator, Page } from '@playwright/test'

import { expect, expectSound, postNeed, signIn, test } from './portal'

/** The least that is a PDF by its content. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

async function upload(dialog: Locator, kind: string, name: string, buffer = PDF) {
  await dialog.getByLabel('材料种类').selectOption(kind)
  await dialog.getByLabel('文件').setInputFiles({ name, mimeType: 'application/pdf', buffer })
  await dialog.getByRole('button', { name: '上传' }).click()
}

/** Asks for the tax loan, opening what the firm lets the provider see. */
async function apply(page: Page) {
  await page
    .getByRole('article')
    .filter({ hasText: '税务贷' })
    .first()
    .getByRole('button', { name: /^申请/ })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: '提交申请' }).click()
  await page.waitForURL('**/applications')
}

test('documents are asked for, handed in, read by the bank alone, and taken away', async ({
  page,
  browser,
}) => {
  test.slow()
  await signIn(page)
  await postNeed(page, '66', '12')
  await apply(page)
  const mine = page.getByRole('article').filter({ hasText: '66 万元' })
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  const bank = await context.newPage()
  await signIn(bank, '/applications', 'bank@rongqiao.demo')
  const theirs = bank.getByRole('article').filter({ hasText: '66 万元' })
  await theirs.getByRole('button', { name: /^受理：/ }).click()
  await bank.getByRole('button', { name: '办理中' }).click()
  await theirs.getByRole('button', { name: /^要求补充材料：/ }).click()
  await bank.getByLabel('需要哪些材料').fill('近三年审计报告')
  await bank.getByRole('dialog').getByRole('button', { name: '要求补充材料' }).click()

  // From the form that hands in, to the documents.
  await mine.getByRole('button', { name: /^材料已交：/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: '材料', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '材料', exact: true })
  await expect(dialog.getByText(/一般需要的还差 \d 项/)).toBeVisible()
  await upload(dialog, 'audit_reports', '审计报告.pdf', Buffer.from('just words'))
  await expect(dialog.getByText(/只接受 PDF/).first()).toBeVisible()
  await upload(dialog, 'audit_reports', '审计报告.pdf')
  await expect(dialog.getByRole('status')).toHaveText('已上传 审计报告.pdf')
  await expectSound(page)
  await upload(dialog, 'contracts', '订单.pdf', Buffer.concat([PDF, Buffer.from('%2\n')]))
  await expect(dialog.getByRole('button', { name: '下载订单.pdf' })).toBeVisible()
  await dialog.getByRole('button', { name: '删除订单.pdf' }).click()
  await dialog.getByRole('button', { name: '确定删除' }).click()
  await expect(dialog.getByText('订单.pdf')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').getByRole('button', { name: '材料已交', exact: true }).click()

  await theirs.getByRole('button', { name: /^材料：/ }).click()
  const read = bank.getByRole('dialog')
  await expect(read.getByText('审计报告.pdf')).toBeVisible()
  await expect(read.getByRole('button', { name: '删除审计报告.pdf' })).toHaveCount(0)
  const [file] = await Promise.all([
    bank.waitForEvent('download'),
    read.getByRole('button', { name: '下载审计报告.pdf' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('审计报告.pdf')
  expect((await readFile(await file.path())).equals(PDF)).toBe(true)
  await expectSound(bank)
  await bank.keyboard.press('Escape')

  // What the firm opened it can shut again.
  await page.reload()
  await mine.getByRole('button', { name: '撤回授权' }).click()
  await expect(mine.getByText(/授权已撤回|已撤回/)).toBeVisible()
  await theirs.getByRole('button', { name: /^材料：/ }).click()
  await expect(read.getByText(/企业没有授权或授权已到期/)).toBeVisible()
  await expect(read.getByText('审计报告.pdf')).toHaveCount(0)
  await context.close()
})

test('a need has documents of its own', async ({ page }) => {
  await signIn(page)
  await postNeed(page, '65', '12')
  await page.goto('/needs')
  await page.getByRole('button', { name: '材料：65 万元融资需求' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('还没有材料。')).toBeVisible()
  await dialog.getByRole('button', { name: '上传' }).click()
  await expect(dialog.getByText('请填写此项').first()).toBeVisible()
  await upload(dialog, 'business_licence', '营业执照.pdf')
  await expect(dialog.getByText('营业执照.pdf').first()).toBeVisible()
  await expectSound(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectSound(page)
})
