import { SignatureRefused } from "@tallyhour/core"
import { Effect, Redacted } from "effect"
import { compactVerify, errors, importSPKI } from "jose"

/**
 * Verifies the signature of a registration by the public key of the product, and returns its claims.
 *
 * - **Guarantees**: PS256 only, whatever the signature says of itself. What it says is not judged here.
 * - **Errors**: `SignatureRefused`, without a word of the signature; for a key that cannot be read, or is shorter than the
 *   2048 bits that PS256 wants, as well.
 * - **Source**: RFC 7518, section 3.5, on the length of the key.
 *
 * **Example** (What is no signature is refused)
 *
 *     import { generateKeyPairSync } from "node:crypto"
 *
 *     const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
 *     const pem = String(publicKey.export({ format: "pem", type: "spki" }))
 *     const refusal = await Effect.runPromise(Effect.flip(signatureClaims(Redacted.make("not signed"), pem)))
 *
 *     refusal.problem // => "it is no signed token"
 */
export const signatureClaims = (
  signature: Redacted.Redacted,
  publicKey: string
): Effect.Effect<Readonly<Record<string, unknown>>, SignatureRefused> =>
  Effect.gen(function* () {
    const key = yield* Effect.tryPromise({
      try: () => importSPKI(publicKey, algorithm),
      catch: () =>
        new SignatureRefused({
          problem: "the public key is no RSA key in PEM, beginning with BEGIN PUBLIC KEY"
        })
    })
    const verified = yield* Effect.tryPromise({
      try: () => compactVerify(Redacted.value(signature), key, { algorithms: [algorithm] }),
      catch: (thrown) => new SignatureRefused({ problem: problemOf(thrown) })
    })
    return yield* Effect.try({
      try: () => objectIn(verified.payload),
      catch: () => new SignatureRefused({ problem: "what is signed is no JSON object" })
    })
  })

const algorithm = "PS256"

// By the kind of the error only: its message may quote what it was given.
const problemOf = (thrown: unknown): string => {
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return "it is not signed by the product's key"
  if (thrown instanceof errors.JOSEAlgNotAllowed) return "it is not signed with PS256"
  if (thrown instanceof TypeError) return "the public key is shorter than 2048 bits"
  return "it is no signed token"
}

const objectIn = (payload: Uint8Array): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(new TextDecoder().decode(payload))
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("no object")
  return { ...value }
}
