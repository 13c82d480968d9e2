import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { defineConfig } from '@playwright/test'

/** A port of the loopback address that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

// RONGQIAO_E2E_URL runs the tests against a server that is up already. The
// workers read this file too and must find the same server as the first
// process, hence the environment.
const ready = process.env.RONGQIAO_E2E_URL
const port = process.env.RONGQIAO_E2E_PORT ?? String(await freePort())
const url = ready ?? `http://127.0.0.1:${port}`

let data = process.env.RONGQIAO_E2E_DATA
if (!ready && !data) {
  const made = mkdtempSync(join(tmpdir(), 'rongqiao-e2e-'))
  data = made
  process.env.RONGQIAO_E2E_PORT = port
  process.env.RONGQIAO_E2E_DATA = made
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
}

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 860 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.RONGQIAO_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  ...(ready
    ? {}
    : {
        webServer: {
          command: `../bin/rongqiao serve --demo --addr 127.0.0.1:${port} --data ${data ?? ''}`,
          url: `${url}/readyz`,
          // Warnings belong among the results, a line per request does not.
          env: { RONGQIAO_LOG_LEVEL: 'warn' },
          timeout: 60_000,
          reuseExistingServer: false,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
        },
      }),
})
