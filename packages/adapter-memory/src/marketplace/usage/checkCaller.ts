import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import type { UsageReport } from "./UsageReport.ts"

/** Checks that the caller runs somewhere that may report, and in the region whose endpoint it calls: rule 32. */
export const checkCaller = (
  _report: UsageReport,
  _state: MarketplaceState,
  { caller, choices, region }: CallContext
): Refusal | undefined => {
  if (caller.region !== null && caller.region !== region) {
    return refuse(
      "InvalidEndpointRegionException",
      `The resource runs in ${caller.region}; call the endpoint of its own region`
    )
  }
  const unsupported = choices.unsupported_credentials
  if (caller.platform !== "none" || unsupported === "accept") return undefined
  return refuse(unsupported, "Sign with the role of an EC2 instance, an ECS task, an EKS pod or a runtime")
}
