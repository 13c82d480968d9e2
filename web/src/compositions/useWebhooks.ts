// The webhooks of one's house and what was sent to them. Which deliveries are
// shown lives in the address.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { api, unwrap } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Webhook } from '@/api/types'

import {
  askedDeliveries,
  deliveriesAddress,
  stateOf,
  webhookBody,
  type AskedDeliveries,
  type Part,
  type WebhookForm,
} from './webhooks'

export function useWebhooks() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => askedDeliveries(route.query))
  const list = useQuery({
    queryKey: ['webhooks', 'list'],
    queryFn: ({ signal }) => unwrap(api.GET('/webhooks', { signal })),
  })
  return {
    asked,
    ask: (change: Partial<AskedDeliveries>) =>
      void router.replace({ query: deliveriesAddress({ ...asked.value, ...change }) }),
    items: computed(() => list.data.value?.items ?? []),
    loaded: list.isSuccess,
    loading: list.isLoading,
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    retry: () => void list.refetch(),
  }
}

export function useWebhookChanges() {
  const queries = useQueryClient()
  const onSettled = () => queries.invalidateQueries({ queryKey: ['webhooks', 'list'] })
  const path = (id: string) => ({ params: { path: { id } } })
  return {
    // A secret is shown once and not kept.
    add: useMutation({
      mutationFn: (form: WebhookForm) => unwrap(api.POST('/webhooks', { body: webhookBody(form) })),
      onSettled,
      gcTime: 0,
    }),
    change: useMutation({
      mutationFn: ({ webhook, form }: { webhook: Webhook; form: WebhookForm }) =>
        unwrap(
          api.PUT('/webhooks/{id}', {
            ...path(webhook.id),
            body: { version: webhook.version, ...webhookBody(form) },
          }),
        ),
      onSettled,
    }),
    rotate: useMutation({
      mutationFn: (id: string) => unwrap(api.POST('/webhooks/{id}/rotate', path(id))),
      onSettled,
      gcTime: 0,
    }),
    remove: useMutation({
      mutationFn: (id: string) => unwrap(api.DELETE('/webhooks/{id}', path(id))),
      onSettled,
    }),
  }
}

/** How often what is looked at is read anew. */
const EVERY = 10_000
/** With more pages than these, only when somebody asks. */
const PAGES = 3

export function useDeliveries(webhook: () => string, part: () => Part) {
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: ['webhooks', 'deliveries', webhook, part],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/webhooks/{id}/deliveries', {
          params: {
            path: { id: webhook() },
            query: { limit: 20, cursor: pageParam || undefined, state: stateOf(part()) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    refetchInterval: (query) => (query.state.data?.pages.length ?? 0) <= PAGES && EVERY,
  })
  const resend = useMutation({
    mutationFn: (delivery: string) =>
      unwrap(
        api.POST('/webhooks/{id}/deliveries/{delivery}/resend', {
          params: { path: { id: webhook(), delivery } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks', 'deliveries', webhook()] }),
  })
  const refreshing = ref(false)
  async function refresh() {
    refreshing.value = true
    await list.refetch()
    refreshing.value = false
  }
  return {
    items: computed(() => list.data.value?.pages.flatMap((page) => page.items) ?? []),
    /** When the server was asked last. */
    readAt: list.dataUpdatedAt,
    loading: list.isLoading,
    loadingMore: list.isFetchingNextPage,
    hasMore: list.hasNextPage,
    more: () => void list.fetchNextPage(),
    problem: computed(() => (list.error.value ? asProblem(list.error.value) : null)),
    refresh: () => void refresh(),
    refreshing,
    resend,
  }
}
