// Of which notices a person wants e-mails. No server here.
import type { NoticeTopic, Role } from '@/api/types'

const FIRM: readonly NoticeTopic[] = ['need', 'application', 'bridge', 'appeal']
const PROVIDER: readonly NoticeTopic[] = ['application', 'bridge']
const OFFICE: readonly NoticeTopic[] = ['need', 'appeal']

const TOPICS: Record<Role, readonly NoticeTopic[]> = {
  enterprise: FIRM,
  bank: PROVIDER,
  fund_manager: PROVIDER,
  agency: OFFICE,
  regulator: OFFICE,
}

/** What a role is told of; the rest never concerns it. */
export const topicsOf = (role: Role | null): readonly NoticeTopic[] => (role ? TOPICS[role] : [])

/** The topics with one more, or one fewer. */
export const toggled = (
  topics: readonly NoticeTopic[],
  topic: NoticeTopic,
  on: boolean,
): NoticeTopic[] => [...topics.filter((one) => one !== topic), ...(on ? [topic] : [])]
