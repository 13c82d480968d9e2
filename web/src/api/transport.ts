// One request as the portal sends it: in the reader's language, with the access
// token, and once more with a fresh one when the server no longer takes it.
import { Problem } from './problem'
import type { TokenAnswer, TokenKeeper } from './tokens'

export interface Transport {
  send: (request: Request) => Promise<Response>
  language: () => string
  tokens: Pick<TokenKeeper<TokenAnswer>, 'token' | 'renew'>
}

/** Calls that stand on their own: a token would only confuse them. */
const OPEN = /\/auth\/(login|register|refresh)$/

export function transport({ send, language, tokens }: Transport) {
  async function attempt(request: Request, token: string | null): Promise<Response> {
    const headers = new Headers(request.headers)
    headers.set('Accept-Language', language())
    if (token) headers.set('Authorization', `Bearer ${token}`)
    try {
      return await send(new Request(request, { headers }))
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      throw new Problem(0, 'unreachable', '')
    }
  }

  return async (request: Request): Promise<Response> => {
    if (OPEN.test(new URL(request.url).pathname)) return attempt(request, null)
    const token = await tokens.token()
    // The body can be read once: the copy is for the first attempt.
    const first = await attempt(request.clone(), token)
    if (first.status !== 401 || token === null) return first
    const renewed = await tokens.renew()
    return renewed ? attempt(request, renewed.access_token) : first
  }
}
