import type { CallContext } from "../operation/Operation.ts"
import type { Registration } from "./Registration.ts"

/**
 * Returns the signature of a registration: a JSON Web Token, PS256, that says what was asked and when: rule 40.
 *
 * - **Unit**: the claim `iat` in epoch seconds, whole.
 * - **Source**: Seller Guide of January 2023, RegisterUsage; the claims in camelCase, as AWS's own verifier and nginx's
 *   read them.
 */
export const usageSignature = (
  { Nonce, ProductCode, PublicKeyVersion }: Registration,
  { now, signer }: CallContext
): string => {
  const claims = {
    productCode: ProductCode,
    publicKeyVersion: PublicKeyVersion,
    ...(Nonce !== undefined && { nonce: Nonce }),
    iat: Math.floor(now / 1_000)
  }
  const signed = `${partOf({ alg: "PS256", typ: "JWT" })}.${partOf(claims)}`
  return `${signed}.${signer.sign(PublicKeyVersion, signed)}`
}

const partOf = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url")
