// Package auth holds the tools of signing in: password hashes, signing keys,
// access tokens, refresh tokens, and the memory of who has just been turned
// away. It decides nothing about roles; the policy does.
//
// An access token is a JWT (RFC 7519, profile of RFC 9068) signed with Ed25519
// (RFC 8037), good for minutes. A refresh token is opaque, good once, and only
// its SHA-256 is ever stored. Because an access token cannot be taken back,
// every request also asks for the standing of its session and person, through
// [Guard], which remembers the answer for a second at most.
package auth
