// The server that the browser tests talk to: each file of tests has one of its
// own on fresh demo data, so that files may run beside each other and none
// sees what another has posted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const STARTS_WITHIN_MS = 60_000
const STOPS_WITHIN_MS = 10_000

export interface Server {
  url: string
  stop: () => Promise<void>
}

/** Starts the built binary on a port that is free and waits until it says that it is ready. */
export async function startServer(): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'rongqiao-e2e-'))
  const server = spawn(
    '../bin/rongqiao',
    ['serve', '--demo', '--addr', '127.0.0.1:0', '--data', data],
    {
      // Warnings belong among the results, a line per request does not.
      env: { ...process.env, RONGQIAO_LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exit = once(server, 'exit')
  // A worker that ends early leaves no server behind.
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)

  async function stop() {
    server.kill('SIGTERM')
    const patience = setTimeout(kill, STOPS_WITHIN_MS)
    await exit
    clearTimeout(patience)
    process.off('exit', kill)
    await rm(data, { recursive: true, force: true })
  }

  const patience = setTimeout(kill, STARTS_WITHIN_MS)
  for await (const line of createInterface({ input: server.stdout })) {
    const url = / is ready at (http:\S+)/.exec(line)?.[1]
    if (!url) continue
    clearTimeout(patience)
    server.stdout.resume()
    return { url, stop }
  }
  await stop()
  throw new Error('the server ended before it was ready; what it said is above')
}
