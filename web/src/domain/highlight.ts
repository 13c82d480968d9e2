// What a search found in a text, as pieces to draw.

export interface Piece {
  text: string
  found: boolean
}

/** Cuts a text at its spans (half-open, in UTF-16 code units, in order). */
export function pieces(text: string, spans: readonly { start: number; end: number }[]): Piece[] {
  const cut: Piece[] = []
  let at = 0
  for (const { start, end } of spans) {
    if (start > at) cut.push({ text: text.slice(at, start), found: false })
    if (end > Math.max(start, at)) {
      cut.push({ text: text.slice(Math.max(start, at), end), found: true })
    }
    at = Math.max(at, end)
  }
  if (at < text.length) cut.push({ text: text.slice(at), found: false })
  return cut
}
