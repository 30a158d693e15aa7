import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { listedRegions } from "./serviceRegions.ts"

/**
 * Checks that AWS lists the region for the operation: rule 10.
 *
 * For the entitlement service AWS has no host in other regions. A client that is told the emulator's address cannot
 * see that, so the emulator says it.
 */
export const checkRegion = (
  operation: string,
  { caller, choices, region }: Pick<CallContext, "caller" | "choices" | "region">
): Refusal | undefined => {
  const listed = listedRegions(operation, caller.platform)
  if (listed === undefined || listed.has(region)) return undefined
  if (operation === "GetEntitlements") {
    const elsewhere = choices.entitlements_elsewhere
    return elsewhere === "accept"
      ? undefined
      : refuse(elsewhere, `AWS has no entitlement service in ${region}; call ${[...listed].join(", ")}`)
  }
  if (choices.unlisted_region === "accept") return undefined
  const name = operation === "MeterUsage" ? "InvalidEndpointRegionException" : "DisabledApiException"
  return refuse(name, `${operation} is not available in ${region}`)
}
