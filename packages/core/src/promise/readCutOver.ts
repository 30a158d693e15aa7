import { Result } from "effect"
import type { Instant } from "../model/Instant.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"
import { readInstant } from "./readInstant.ts"
import { readText } from "./readText.ts"

/** A cut-over as the program takes it. */
export interface CutOver {
  readonly account: string
  readonly buyer: string
  readonly from: Instant
  readonly licenseArn: string
  readonly productCode: string
}

/**
 * Reads what a caller hands in as a cut-over. A name that is none names nothing, which the cut-over then says.
 *
 * - **Shape**: total for every JavaScript value.
 * - **Errors**: `SubscriptionInvalid`.
 */
export const readCutOver = (input: unknown): Result.Result<CutOver, SubscriptionInvalid> =>
  Result.flatMap(
    Result.try({
      // Copied once, so that nothing of the caller's runs later.
      try: (): Readonly<Record<string, unknown>> => (typeof input === "object" ? { ...input } : {}),
      catch: () =>
        new SubscriptionInvalid({ account: "", field: "cutOver", problem: "cutOver cannot be read" })
    }),
    ({ account, buyer, from, licenseArn, productCode }) =>
      Result.map(readInstant(readText(account), "from", from), (instant) => ({
        account: readText(account),
        buyer: readText(buyer),
        from: instant,
        licenseArn: readText(licenseArn),
        productCode: readText(productCode)
      }))
  )
