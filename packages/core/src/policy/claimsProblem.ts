import { DateTime, Schema } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { UsageRegistration } from "../model/UsageRegistration.ts"

/** A question to AWS, and when it was asked and answered. */
export interface AskedRegistration {
  readonly registration: UsageRegistration
  readonly asked: Instant
  readonly answered: Instant
}

/**
 * Says why verified claims are no answer to a registration; undefined if they are one.
 *
 * They must name the product, the version of the key and the nonce of the question, and have been issued between question and
 * answer, as far as clocks may be apart.
 *
 * - **Shape**: total for any claims; the sentence holds neither the nonce nor a claim.
 * - **Source**: Seller Guide of January 2023, RegisterUsage; the claims in camelCase, as AWS's own verifier reads them.
 *
 * **Example** (The answer to another question, played back)
 *
 *     const registration = UsageRegistration.make({ productCode: "4ml54db8vrmju", publicKeyVersion: 1, nonce: "two" })
 *     const now = DateTime.makeUnsafe("2026-03-10T12:20:00Z")
 *     const claims = { productCode: "4ml54db8vrmju", publicKeyVersion: 1, nonce: "one", iat: 1773145200 }
 *
 *     claimsProblem(claims, { registration, asked: now, answered: now })
 *     // => "it answers another question: the nonce is not the one that was sent"
 *     claimsProblem({ ...claims, nonce: "two" }, { registration, asked: now, answered: now }) // => undefined
 */
export const claimsProblem = (
  claims: Readonly<Record<string, unknown>>,
  { answered, asked, registration }: AskedRegistration
): string | undefined => {
  if (claims["productCode"] !== registration.productCode) return "it is about another product"
  if (claims["publicKeyVersion"] !== registration.publicKeyVersion)
    return "it names another version of the key"
  if (claims["nonce"] !== registration.nonce)
    return "it answers another question: the nonce is not the one that was sent"
  const issued = claims["iat"]
  if (!isFinite(issued)) return "it does not say when it was issued"
  const seconds = Math.floor(issued)
  const from = Instant.toEpochSeconds(DateTime.subtractDuration(asked, MeteringPolicy.clockSkewMax))
  const until = Instant.toEpochSeconds(DateTime.addDuration(answered, MeteringPolicy.clockSkewMax))
  return seconds < Math.floor(from) || seconds > until
    ? "it was issued at another time than now by the clock of this machine"
    : undefined
}

const isFinite = Schema.is(Schema.Finite)
