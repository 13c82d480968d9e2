// Keys for requests that create: the same request sent again makes nothing twice.

/** A key for each request of a form: the same as long as what is sent is the same. */
export function onceKeys(): (body: object) => string {
  let key = ''
  let sent = ''
  return (body) => {
    const now = JSON.stringify(body)
    if (now !== sent) [key, sent] = [newKey(), now]
    return key
  }
}

/** 128 random bits; randomUUID is there on secure addresses only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
