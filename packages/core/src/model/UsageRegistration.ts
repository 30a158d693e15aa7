import { Schema } from "effect"
import { MeteringLimits } from "./MeteringLimits.ts"
import { Product } from "./Product.ts"

/**
 * What a container asks when it starts: whether its buyer is entitled, signed by a key of the product.
 *
 * - **Shape**: `nonce` is drawn afresh for each question, so that an answer to another one cannot be played back.
 * - **Errors**: `UsageRegistration.make` throws for what AWS would not take.
 * - **Source**: AWS SDK 3.1138, RegisterUsage, read 2026-11-21.
 *
 * **Example** (The key versions of a product count from one)
 *
 *     const asked = { productCode: "4ml54db8vrmju", publicKeyVersion: 1, nonce: crypto.randomUUID() }
 *     const none = Result.try(() => UsageRegistration.make({ ...asked, publicKeyVersion: 0 }))
 *
 *     UsageRegistration.make(asked).publicKeyVersion // => 1
 *     Result.isFailure(none) // => true
 */
export class UsageRegistration extends Schema.Class<UsageRegistration>("UsageRegistration")({
  productCode: Product.fields.code,
  publicKeyVersion: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  nonce: Schema.NonEmptyString.check(Schema.isMaxLength(MeteringLimits.nonceMax))
}) {}
