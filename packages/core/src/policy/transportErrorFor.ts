import type { MeteringOperation } from "../model/MeteringOperation.ts"
import type { ServiceError } from "../model/ServiceError.ts"
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
  new TransportError({ reason: reasons[kindOf(call)](call) })

const kindOf = ({ name, operation, status }: FailedCall): ServiceError["reason"] => {
  if (name === undefined) return "Unanswered"
  return serviceErrorOf(operation, name)?.reason ?? (status === 429 ? "Throttled" : "Unanswered")
}

type Reason = TransportError["reason"]

const reasons: Readonly<Record<ServiceError["reason"], (call: FailedCall) => Reason>> = {
  Throttled: (call) => new Throttled(nameable(call)),
  Unanswered: (call) => new Unanswered({ ...nameable(call), detail: shown(call) }),
  AccessRefused: (call) => new AccessRefused(named(call)),
  RequestRefused: (call) => new RequestRefused(named(call))
}

const nameable = ({ detail, name, operation }: FailedCall) =>
  name === undefined ? { operation, detail } : { operation, detail, code: name }

const named = ({ detail, name, operation }: FailedCall) => ({ operation, detail, code: name ?? "" })

// A silence may have no name, and then the status is all there is to go by.
const shown = ({ detail, name, status }: FailedCall): string => {
  const what = [name, status].filter((part) => part !== undefined).join(" ")
  return `${what}${what ? ": " : ""}${detail}`
}
