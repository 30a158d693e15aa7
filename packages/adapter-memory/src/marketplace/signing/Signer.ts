/**
 * What signs for the service, with one key pair for each key version.
 *
 * It is given to the service, like clock and seed, so that the state machine stays free of keys and of randomness.
 */
export interface Signer {
  /** Returns the public key of a version as PEM; the same one for ever. */
  readonly publicKey: (version: number) => string
  /** Returns the PS256 signature of a text, in base64url: RSASSA-PSS, SHA-256, a salt of 32 bytes. */
  readonly sign: (version: number, text: string) => string
}
