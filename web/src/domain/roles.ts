// Which role has which pages. What a role may do is the server's to say.
import type { Role } from '@/api/types'

/** Pages that belong together, by who works with them. */
export type Area =
  | 'notices'
  | 'applications'
  | 'enterprise'
  | 'cultivation'
  | 'matches'
  | 'rosters'
  | 'monitoring'
  | 'queue'
  | 'services'
  | 'rules'
  | 'integration'

const AREAS: Record<Area, readonly Role[]> = {
  enterprise: ['enterprise'],
  notices: ['enterprise', 'bank', 'fund_manager', 'agency', 'regulator'],
  applications: ['enterprise', 'bank', 'fund_manager', 'regulator'],
  matches: ['enterprise', 'agency', 'regulator'],
  cultivation: ['fund_manager', 'regulator'],
  rosters: ['agency', 'regulator'],
  monitoring: ['enterprise', 'agency', 'regulator'],
  queue: ['agency', 'regulator'],
  services: ['enterprise', 'agency', 'regulator'],
  rules: ['regulator'],
  integration: ['bank', 'fund_manager'],
}

export const opens = (area: Area, role: Role | null): boolean =>
  role !== null && AREAS[area].includes(role)

/** Where a role begins after signing in; the front page where it has none of its own. */
export function homeOf(role: Role | null): string {
  if (opens('enterprise', role)) return '/needs'
  if (opens('queue', role)) return '/queue'
  if (opens('cultivation', role)) return '/cultivation'
  return opens('applications', role) ? '/applications' : '/'
}
