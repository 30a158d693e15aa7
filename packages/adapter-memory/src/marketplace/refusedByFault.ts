import type { Fault, FaultKind } from "./FaultQueue.ts"
import { refuse } from "./Refusal.ts"
import type { Refusal } from "./Refusal.ts"
import { platformNotSupported } from "./registration/checkRegistration.ts"

/** Returns the refusal by which a fault meets a call before anything is done; undefined for the other faults. */
export const refusedByFault = (fault: Fault | undefined): Refusal | undefined => {
  if (fault?.kind === "region") return wrongRegion(fault.operation)
  return fault === undefined ? undefined : refusals.get(fault.kind)
}

/** The answer above the rate. */
export const tooFast = refuse("ThrottlingException", "Rate exceeded")

/** The answer of a service that has failed. */
export const internalError = refuse("InternalServiceErrorException", "An internal error has occurred")

const refusals: ReadonlyMap<FaultKind, Refusal> = new Map([
  ["disabled", refuse("DisabledApiException", "The API is disabled in this Region")],
  ["internal", internalError],
  ["platform", platformNotSupported],
  ["throttle", tooFast]
])

const wrongRegion = (operation: string): Refusal =>
  refuse(
    operation === "RegisterUsage" ? "InvalidRegionException" : "InvalidEndpointRegionException",
    "The caller does not run in the region whose endpoint it calls"
  )
