// Which role has which pages. What a role may do is the server's to say.
import type { Role } from '@/api/types'

/** Who works on listing cultivation. */
const CULTIVATORS: readonly (Role | null)[] = ['fund_manager', 'regulator']

export const cultivates = (role: Role | null): boolean => CULTIVATORS.includes(role)

/** Where a role begins after signing in; the front page where it has none of its own. */
export function homeOf(role: Role | null): string {
  if (role === 'enterprise') return '/needs'
  return cultivates(role) ? '/cultivation' : '/'
}
