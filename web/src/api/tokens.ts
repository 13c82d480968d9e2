// Keeps a sign-in alive. The access token stays in memory. The refresh token
// lies in localStorage, shared by all tabs: it is good for one use, and a copy
// per tab (as sessionStorage makes when a tab is duplicated) would present an
// old one, which the server answers by ending the whole sign-in.

export interface TokenAnswer {
  access_token: string
  refresh_token: string
  /** Seconds from now. */
  expires_in: number
}

export interface Environment<T extends TokenAnswer> {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Runs a task while no other tab runs one. */
  alone: <R>(task: () => Promise<R>) => Promise<R>
  /** Exchanges a refresh token, or answers null when it is no longer good. */
  exchange: (refreshToken: string) => Promise<T | null>
  /** Milliseconds since the epoch. */
  now: () => number
}

const KEY = 'rongqiao.refresh'

/** An access token this close to its end, in ms, is renewed before use. */
const MARGIN = 10_000

export class TokenKeeper<T extends TokenAnswer> {
  private access: { token: string; until: number } | null = null
  private renewing: Promise<T | null> | null = null
  private listeners = new Set<() => void>()

  constructor(private readonly env: Environment<T>) {}

  /** Tells whether there is a sign-in to restore. */
  get held(): boolean {
    return this.env.storage.getItem(KEY) !== null
  }

  /** Takes the tokens of a fresh sign-in. */
  keep(answer: T): void {
    this.env.storage.setItem(KEY, answer.refresh_token)
    this.access = {
      token: answer.access_token,
      until: this.env.now() + answer.expires_in * 1000,
    }
  }

  /** Forgets both tokens and tells who listens. */
  forget(): void {
    const had = this.access !== null || this.held
    this.env.storage.removeItem(KEY)
    this.access = null
    if (had) this.listeners.forEach((listener) => listener())
  }

  onForgotten(listener: () => void): void {
    this.listeners.add(listener)
  }

  /** A good access token, renewed when needed; null when nobody is signed in. */
  async token(): Promise<string | null> {
    if (this.access && this.env.now() < this.access.until - MARGIN) return this.access.token
    if (!this.held) return null
    await this.renew()
    return this.access?.token ?? null
  }

  /**
   * Exchanges the refresh token once, however many ask at the same time. It
   * answers null, and forgets, when the server no longer takes it; it rejects,
   * and keeps it, when the server could not be reached.
   */
  renew(): Promise<T | null> {
    this.renewing ??= this.env
      .alone(async () => {
        // Read inside: another tab may have renewed while we waited our turn.
        const held = this.env.storage.getItem(KEY)
        const answer = held === null ? null : await this.env.exchange(held)
        if (answer) this.keep(answer)
        else this.forget()
        return answer
      })
      .finally(() => {
        this.renewing = null
      })
    return this.renewing
  }
}

/** Runs tasks one at a time over all tabs, or in this tab where locks lack. */
export async function aloneInAllTabs<R>(task: () => Promise<R>): Promise<R> {
  const locks = (navigator as Partial<Navigator>).locks
  return locks ? await locks.request(KEY, task) : await task()
}

/** Calls back when another tab has signed out. */
export function onSignedOutElsewhere(listener: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue === null) listener()
  })
}
