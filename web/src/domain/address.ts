// Addresses of sources come from data: only the web's own schemes become links.

/** A link for an address, or undefined when it is none; a bare host gets https. */
export function webAddress(address: string | undefined): string | undefined {
  if (!address) return undefined
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`
  if (!URL.canParse(whole)) return undefined
  const url = new URL(whole)
  const usable = ['http:', 'https:'].includes(url.protocol) && url.hostname.includes('.')
  return usable ? url.href : undefined
}
