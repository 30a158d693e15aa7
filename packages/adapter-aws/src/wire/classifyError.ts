import { type MeteringOperation, type TransportError, transportErrorFor } from "@tallyhour/core"
import { readThrown } from "./readThrown.ts"

/**
 * Says what an error of the AWS SDK means for the records that were sent.
 *
 * - **Shape**: total for anything thrown; `secrets` are what its details must not repeat. Goes by the error's name, because the SDK has classes for some of AWS's errors
 *   only, and none for a proxy's page or a cut connection.
 *
 * **Example** (A refusal by name, and a connection that was cut)
 *
 *     const refusal = classifyError("BatchMeterUsage", { name: "InvalidLicenseException", message: "" })
 *     const cut = classifyError("BatchMeterUsage", Object.assign(new Error(), { code: "ECONNRESET" }))
 *
 *     refusal.reason._tag // => "RequestRefused"
 *     cut.reason._tag // => "Unanswered"
 *     cut.reason.mayBeAccepted // => true
 */
export const classifyError = (
  operation: MeteringOperation,
  thrown: unknown,
  secrets: ReadonlyArray<string> = []
): TransportError => transportErrorFor({ operation, ...readThrown(thrown, secrets) })
