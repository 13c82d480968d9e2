import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { blockReader, EventFeed, type Block } from './events'
import { transport } from './transport'
import type { Change } from './types'

const STREAM = [
  'retry: 500\nid: 7\n\n',
  ': \n\n',
  'id: 8\nevent: offer.saved\ndata: {"type":"offer.saved","id":"off_1","at":"x"}\n\n',
  'id: 10\nevent: need.saved\ndata: {"type":"need.saved",\ndata: "id":"需求","at":"x"}\n\n',
].join('')

const BLOCKS: Block[] = [
  { event: '', id: '7', retry: 500 },
  { event: '' },
  { event: 'offer.saved', id: '8', data: '{"type":"offer.saved","id":"off_1","at":"x"}' },
  { event: 'need.saved', id: '10', data: '{"type":"need.saved",\n"id":"需求","at":"x"}' },
]

function blocksOf(pieces: string[]): Block[] {
  const got: Block[] = []
  const take = blockReader((block) => got.push(block))
  pieces.forEach(take)
  return got
}

it('a stream in one piece', () => expect(blocksOf([STREAM])).toEqual(BLOCKS))

it('cut anywhere in two, it reads the same', () => {
  for (let at = 0; at <= STREAM.length; at++) {
    expect(blocksOf([STREAM.slice(0, at), STREAM.slice(at)])).toEqual(BLOCKS)
  }
})

it('letter by letter, and with the line ends of a proxy', () => {
  expect(blocksOf([...STREAM])).toEqual(BLOCKS)
  expect(blocksOf([...STREAM.replaceAll('\n', '\r\n')])).toEqual(BLOCKS)
})

it('what has not ended is not told', () => {
  expect(blocksOf(['id: 9\nevent: offer.saved\ndata: {}\n'])).toEqual([])
})

it('a line without end is refused', () => {
  expect(() => blocksOf(['data: ' + 'x'.repeat(70_000)])).toThrow('too long')
})

/** A connection that a test writes to and cuts. */
function connection() {
  let out!: ReadableStreamDefaultController<Uint8Array>
  const cancelled = vi.fn()
  const body = new ReadableStream<Uint8Array>({ start: (c) => void (out = c), cancel: cancelled })
  const bytes = (text: string) => new TextEncoder().encode(text)
  return {
    response: new Response(body, { status: 200 }),
    cancelled,
    send: async (text: string) => {
      for (const byte of bytes(text)) out.enqueue(Uint8Array.of(byte)) // splits characters too
      await settled()
    },
    end: async () => {
      out.close()
      await settled()
    },
    cut: async () => {
      out.error(new TypeError('network error'))
      await settled()
    },
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0)
const refusal = (status: number, headers?: HeadersInit) => new Response(null, { status, headers })

function world(...answers: (Response | Error)[]) {
  const opened: (string | null)[] = []
  const waits: number[] = []
  const told: Change[] = []
  const feed = new EventFeed({
    open: (lastId) => {
      opened.push(lastId)
      const next = answers.shift()
      if (!next) return new Promise(() => undefined)
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
    },
    wait: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
    random: () => 1,
  })
  feed.onChange((change) => told.push(change))
  return { feed, opened, waits, told }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('changes are told in order, and a cut goes on after the last', async () => {
  const [one, two] = [connection(), connection()]
  const { feed, opened, told, waits } = world(one.response, two.response)
  feed.start()
  feed.start() // runs already
  await settled()
  await one.send(STREAM + 'id: 11\nevent: offer.saved\nda')
  await one.cut()
  expect(opened).toEqual([null, '10'])
  await two.send(
    'id: 11\nevent: offer.saved\ndata: {"type":"offer.saved","id":"off_2","at":"x"}\n\n',
  )
  await two.end()
  expect(told.map(({ id }) => id)).toEqual(['off_1', '需求', 'off_2'])
  expect(opened).toEqual([null, '10', '11'])
  expect(waits).toEqual([1000, 500]) // as the server asked; longer after a failure
  feed.stop()
})

it('the place is known before anything has happened', async () => {
  const one = connection()
  const { feed, opened } = world(one.response)
  feed.start()
  await settled()
  await one.send('id: 7\n\n')
  await one.end()
  expect(opened).toEqual([null, '7'])
})

it('waits grow with each failure, to a minute, and a refusal can ask for more', async () => {
  const failures = Array.from({ length: 6 }, () => new TypeError('offline'))
  const { feed, waits } = world(...failures, refusal(503, { 'Retry-After': '90' }))
  feed.start()
  await settled()
  expect(waits).toEqual([4000, 8000, 16_000, 32_000, 60_000, 60_000, 90_000])
})

it.each([401, 403, 404])('after %i nobody asks again', async (status) => {
  const { feed, opened } = world(refusal(status))
  feed.start()
  await settled()
  expect(opened).toEqual([null])
})

it('a place that the server does not know is given up, and said', async () => {
  const one = connection()
  const { feed, opened, told } = world(one.response, refusal(400))
  feed.start()
  await settled()
  await one.send('id: 7\n\n')
  await one.end()
  expect(opened).toEqual([null, '7', null])
  expect(told.map(({ type }) => type)).toEqual(['reset'])
})

it('a connection that has gone quiet is left for a new one', async () => {
  const one = connection()
  const { feed, opened } = world(one.response)
  feed.start()
  await settled()
  await one.send('id: 7\n\n')
  await vi.advanceTimersByTimeAsync(44_000)
  await one.send(': \n\n')
  await vi.advanceTimersByTimeAsync(44_000)
  expect(opened).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(one.cancelled).toHaveBeenCalledOnce()
  expect(opened).toEqual([null, '7'])
})

it('a pause keeps the place, an end does not', async () => {
  const [one, two, three] = [connection(), connection(), connection()]
  const { feed, opened } = world(one.response, two.response, three.response)
  feed.start()
  await settled()
  await one.send('id: 7\n\n')
  feed.stop()
  await settled()
  expect(one.cancelled).toHaveBeenCalledOnce()
  feed.start()
  await settled()
  feed.forget()
  feed.start()
  await settled()
  expect(opened).toEqual([null, '7', null])
})

it('a token that has run out is renewed, as for every call, and the place goes with it', async () => {
  const seen: (string | null)[][] = []
  const one = connection()
  const answers = [refusal(401), one.response]
  const send = transport({
    language: () => 'en',
    tokens: {
      token: () => Promise.resolve('old'),
      renew: () => Promise.resolve({ access_token: 'new', refresh_token: 'r', expires_in: 1 }),
    },
    send: (request) => {
      seen.push([request.headers.get('Authorization'), request.headers.get('Last-Event-ID')])
      return Promise.resolve(answers.shift() ?? refusal(403))
    },
  })
  const told: Change[] = []
  const feed = new EventFeed({
    open: (lastId, signal) =>
      send(
        new Request('http://127.0.0.1/api/v1/events', {
          headers: lastId === null ? {} : { 'Last-Event-ID': lastId },
          signal,
        }),
      ),
    wait: () => Promise.resolve(),
    random: () => 0,
  })
  feed.onChange((change) => told.push(change))
  feed.start()
  await settled()
  await one.send(STREAM)
  await one.end()
  expect(told).toHaveLength(2)
  expect(seen).toEqual([
    ['Bearer old', null],
    ['Bearer new', null],
    ['Bearer old', '10'],
  ])
})
