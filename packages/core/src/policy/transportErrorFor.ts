import type { MeteringOperation } from "../model/MeteringOperation.ts"
import { serviceErrorOf } from "../model/ServiceErrors.ts"
import {
  AccessRefused,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "../model/TransportError.ts"

/** What is known of a call that failed: the error's name if there was one, and the HTTP status if there was one. */
export interface FailedCall {
  readonly operation: MeteringOperation
  readonly name: string | undefined
  readonly status: number | undefined
  readonly detail: string
}

/**
 * Classifies a failed call by the name of AWS's error, never by the class that a library made of it.
 *
 * - **Shape**: total. A name in `ServiceErrors` decides, whatever the HTTP status. Only a named refusal counts as
 *   "nothing was processed"; everything else, a proxy's page and a name never seen before included, leaves open whether
 *   AWS took the records.
 * - **Source**: the AWS SDK takes the status 429 for throttling, whatever the name (3.1138, read 2026-11-21).
 *
 * **Example** (A refusal by name, a proxy's page, a name never seen before)
 *
 *     const reasonOf = (name: string | undefined, status: number) =>
 *       transportErrorFor({ operation: "BatchMeterUsage", name, status, detail: "" }).reason._tag
 *
 *     reasonOf("InvalidLicenseException", 400) // => "RequestRefused"
 *     reasonOf("ThrottlingException", 400) // => "Throttled"
 *     reasonOf(undefined, 503) // => "Unanswered"
 *     reasonOf("BrandNewException", 400) // => "Unanswered"
 */
export const transportErrorFor = (call: FailedCall): TransportError =>
  new TransportError({ reason: reasonOf(call) })

const reasonOf = (call: FailedCall): TransportError["reason"] => {
  const { detail, name, operation, status } = call
  if (name === undefined) return new Unanswered({ operation, detail: shown(call) })
  const named = { operation, detail, code: name }
  switch (serviceErrorOf(operation, name)?.reason ?? unknownReason(status)) {
    case "Throttled":
      return new Throttled(named)
    case "Unanswered":
      return new Unanswered({ ...named, detail: shown(call) })
    case "AccessRefused":
      return new AccessRefused(named)
    case "RequestRefused":
      return new RequestRefused(named)
  }
}

const unknownReason = (status: number | undefined): "Throttled" | "Unanswered" =>
  status === 429 ? "Throttled" : "Unanswered"

// A silence may have no name, and then the status is all there is to go by.
const shown = ({ detail, name, status }: FailedCall): string => {
  const what = [name, status].filter((part) => part !== undefined).join(" ")
  return `${what}${what ? ": " : ""}${detail}`
}
