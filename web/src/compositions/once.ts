// A request that makes something is sent under a key, the same for each try of
// one form: sent twice, it makes one thing.

/** The header of a form that has just been opened. */
export const onceHeader = (): { 'Idempotency-Key': string } => ({
  'Idempotency-Key': Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(''),
})
