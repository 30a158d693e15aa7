import { BatchMeterUsageErrors } from "./BatchMeterUsageErrors.ts"
import { FrontDoorErrors } from "./FrontDoorErrors.ts"
import { GetEntitlementsErrors } from "./GetEntitlementsErrors.ts"
import type { MeteringOperation } from "./MeteringOperation.ts"
import { MeterUsageErrors } from "./MeterUsageErrors.ts"
import { RegisterUsageErrors } from "./RegisterUsageErrors.ts"
import { ResolveCustomerErrors } from "./ResolveCustomerErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

const anywhere = { ...FrontDoorErrors, ...UnansweredErrors }

/**
 * Every error that Tallyhour knows by name, for each operation that it can come from.
 *
 * - **Shape**: closed: a rule that is a record over `ServiceErrorName<"ResolveCustomer">` stops compiling when a name is
 *   added. One name can mean two things: `ExpiredTokenException` is the buyer's registration token to ResolveCustomer,
 *   and our own credentials to all others.
 *
 * **Example** (One name, two meanings)
 *
 *     ServiceErrors.ResolveCustomer.ExpiredTokenException.cause
 *     // => "The registration token is too old: the buyer waited, or sent the form again."
 *     ServiceErrors.BatchMeterUsage.ExpiredTokenException.cause
 *     // => "The temporary AWS credentials have expired."
 */
export const ServiceErrors = {
  BatchMeterUsage: { ...anywhere, ...BatchMeterUsageErrors },
  GetEntitlements: { ...anywhere, ...GetEntitlementsErrors },
  MeterUsage: { ...anywhere, ...MeterUsageErrors },
  RegisterUsage: { ...anywhere, ...RegisterUsageErrors },
  ResolveCustomer: { ...anywhere, ...ResolveCustomerErrors }
} as const satisfies Record<MeteringOperation, Record<string, ServiceError>>

/** The names of the errors that an operation can bring. */
export type ServiceErrorName<Operation extends MeteringOperation = MeteringOperation> = {
  readonly [O in Operation]: keyof (typeof ServiceErrors)[O]
}[Operation]

/**
 * What is known of an error whose name says nothing, or that has none.
 *
 * - **Shape**: one for each reason, for a name that is not known to have it. A name never seen before is `Unanswered`:
 *   it proves nothing about the records.
 *
 * **Example** (A name never seen before proves nothing)
 *
 *     const error = serviceErrorOf("BatchMeterUsage", "BrandNewException") ?? UnnamedErrors.Unanswered
 *
 *     error.processed // => "unknown"
 *     error.retry // => "retry"
 */
export const UnnamedErrors = {
  Throttled: FrontDoorErrors.ThrottlingException,
  Unanswered: ServiceError.unanswered({
    cause: "What came back proves nothing: no name, or one that is not known.",
    nextStep: "Nothing, unless it lasts: then read the details, and check the network and the endpoint."
  }),
  AccessRefused: FrontDoorErrors.AccessDenied,
  RequestRefused: ServiceError.recordRefused({
    cause: "The request was refused under a name that is not known.",
    retry: "never",
    nextStep: "Read the details for what is wrong with it."
  })
} as const satisfies { readonly [R in ServiceError["reason"]]: Extract<ServiceError, { readonly reason: R }> }

/**
 * Returns what is known of an error by its name, or `undefined` for a name never seen before.
 *
 * - **Shape**: total for any text. Upper and lower case count, as AWS writes them.
 *
 * **Example** (What to do about a refusal)
 *
 *     const told = (name: string) => serviceErrorOf("BatchMeterUsage", name)?.nextStep
 *
 *     told("InvalidUsageDimensionException")
 *     // => "Add the dimension to the product in AWS Marketplace, under exactly the name that was sent."
 *     told("invalidusagedimensionexception") // => undefined
 */
export const serviceErrorOf = (operation: MeteringOperation, name: string): ServiceError | undefined => {
  const errors: Readonly<Record<string, ServiceError>> = ServiceErrors[operation]
  return Object.hasOwn(errors, name) ? errors[name] : undefined
}
