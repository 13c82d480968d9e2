// What the server says when it refuses (RFC 9457), and what we say ourselves
// when no answer came.

/** One fault of the input, with its text in the language that was asked for. */
export interface FieldFault {
  field: string
  code: string
  message: string
}

/** Any failure of a call. `code` is stable; `detail` is for a person. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    /** The HTTP status, or 0 when the server could not be reached. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly faults: readonly FieldFault[] = [],
  ) {
    super(detail || code)
  }

  /** The text for one field, the first when there are several. */
  at(field: string): string | undefined {
    return this.faults.find((fault) => fault.field === field)?.message
  }
}

/** Reads a problem document; whatever else came becomes `internal`. */
export function problemOf(status: number, body: unknown): Problem {
  const document = isRecord(body) ? body : {}
  const faults = Array.isArray(document.errors) ? document.errors.filter(isFault) : []
  return new Problem(
    status,
    text(document.code) || 'internal',
    text(document.detail) || text(document.title),
    faults,
  )
}

/** Makes a Problem of anything that was thrown on the way. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'unreachable', '')
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isFault = (value: unknown): value is FieldFault =>
  isRecord(value) &&
  typeof value.field === 'string' &&
  typeof value.code === 'string' &&
  typeof value.message === 'string'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
