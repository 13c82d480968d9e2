// Live updates: reads the stream of GET /events, and goes on after every cut
// where it was. The browser's own EventSource cannot send a token.
import type { Change } from './types'

/** One block of a stream. Without data it says only where the stream is. */
export interface Block {
  id?: string
  event: string
  data?: string
  retry?: number
}

/** A line that never ends is no stream of ours. */
const LONGEST = 65_536

/**
 * Takes the text of a stream as it comes, in pieces of any size, and hands on
 * its blocks (HTML standard, 9.2.6). Blocks with an id alone are handed on
 * too, since the first one says where the stream begins.
 */
export function blockReader(take: (block: Block) => void): (text: string) => void {
  let rest = ''
  let block: Block = { event: '' }

  function line(text: string) {
    if (text === '') {
      take(block)
      block = { event: '' }
      return
    }
    const colon = text.indexOf(':')
    if (colon === 0) return // a comment: the server is alive
    const name = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') block.id = value
    else if (name === 'event') block.event = value
    else if (name === 'data')
      block.data = block.data === undefined ? value : `${block.data}\n${value}`
    else if (name === 'retry' && /^\d+$/.test(value)) block.retry = Number(value)
  }

  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST) throw new Error('a line of the stream is too long')
    for (const one of lines) line(one.replace(/\r$/, ''))
  }
}

export interface FeedEnvironment {
  /** Opens the stream after the event, with a good token. */
  open: (lastId: string | null, signal: AbortSignal) => Promise<Response>
  /** Waits; a signal ends the wait. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 to 1: so that all do not come back at the same moment. */
  random: () => number
}

const FIRST_WAIT = 2_000
const LAST_WAIT = 60_000

/** Three heartbeats of the server: a quieter connection is dead. */
const SILENCE = 45_000

/** What does not get better by asking again: not signed in, not allowed, no such call. */
const FINAL = [401, 403, 404]

export class EventFeed {
  private lastId: string | null = null
  private running: AbortController | null = null
  private base = FIRST_WAIT
  private listeners = new Set<(change: Change) => void>()

  constructor(private readonly env: FeedEnvironment) {}

  /** Calls back for every change, until what it answers is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Begins, or goes on where it was. */
  start(): void {
    if (this.running) return
    const running = new AbortController()
    this.running = running
    void this.run(running.signal).finally(() => {
      if (this.running === running) this.running = null
    })
  }

  /** Pauses, and keeps the place. */
  stop(): void {
    this.running?.abort()
    this.running = null
  }

  /** Ends: the next start begins at the then present. */
  forget(): void {
    this.stop()
    this.lastId = null
  }

  private async run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      let least = 0
      try {
        const response = await this.env.open(this.lastId, signal)
        if (FINAL.includes(response.status)) return
        if (response.ok && response.body) {
          failures = 0
          await this.read(response.body, signal)
        } else {
          failures += 1
          least = Number(response.headers.get('Retry-After') ?? 0) * 1000 || 0
          if (response.status === 400) this.lost()
        }
      } catch {
        failures += 1 // the network, or a connection gone quiet: come back later
      }
      if (signal.aborted) return
      const longest = Math.min(LAST_WAIT, this.base * 2 ** failures)
      await this.env.wait(Math.max(least, longest * (0.5 + this.env.random() / 2)), signal)
    }
  }

  /** Reads to the end of the connection. */
  private async read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    const take = blockReader((block) => {
      if (!signal.aborted) this.take(block)
    })
    const hangUp = () => void reader.cancel().catch(() => undefined) // it may have failed already
    let silence = setTimeout(hangUp, SILENCE)
    signal.addEventListener('abort', hangUp)
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        clearTimeout(silence)
        silence = setTimeout(hangUp, SILENCE)
        take(decoder.decode(value, { stream: true }))
      }
    } finally {
      clearTimeout(silence)
      signal.removeEventListener('abort', hangUp)
      hangUp()
    }
  }

  private take(block: Block): void {
    if (block.retry !== undefined) this.base = Math.min(LAST_WAIT, Math.max(500, block.retry))
    if (block.data !== undefined) this.tell(JSON.parse(block.data) as Change)
    if (block.id !== undefined) this.lastId = block.id
  }

  /** The server does not know the place: whoever shows something reads it anew. */
  private lost(): void {
    this.lastId = null
    this.tell({ type: 'reset', at: '' })
  }

  private tell(change: Change): void {
    this.listeners.forEach((listener) => listener(change))
  }
}

/** Waits; a signal ends it early. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
