import { BatchMeterUsageErrors } from "./BatchMeterUsageErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

/**
 * The exceptions that AWS's model names for MeterUsage, and the two that its text names for a dry run.
 *
 * - **Source**: AWS SDK 3.1138, MeterUsage, read 2026-11-21; of the dry run it says that it answers `DryRunOperation`
 *   where the permission is there, and otherwise `UnauthorizedException`.
 *
 * **Example** (The good answer to a dry run is an error)
 *
 *     MeterUsageErrors.DryRunOperation.cause
 *     // => "It was a dry run: the permission is there, and nothing was metered."
 *     MeterUsageErrors.UnauthorizedException.nextStep
 *     // => "Allow the role of the instance, task or pod the action aws-marketplace:MeterUsage."
 */
export const MeterUsageErrors = {
  CustomerNotEntitledException: ServiceError.requestRefused({
    cause: "The buyer's account has no valid subscription to the product.",
    retry: "fix",
    nextStep: "Let the buyer subscribe to the product with the account in which it runs."
  }),
  DryRunOperation: ServiceError.requestRefused({
    cause: "It was a dry run: the permission is there, and nothing was metered.",
    retry: "never",
    nextStep: "Nothing; send the request without DryRun to meter."
  }),
  DuplicateRequestException: ServiceError.recordRefused({
    cause: "This instance, task or pod has metered the hour and dimension already, with another quantity.",
    retry: "never",
    nextStep: "Look for a second reporter in it, and put what is missing into a later hour of the month."
  }),
  IdempotencyConflictException: ServiceError.recordRefused({
    cause: "The client token was used before, for a request of other content.",
    retry: "never",
    nextStep: "Give each request a token of its own, and repeat a request with its own token only."
  }),
  InternalServiceErrorException: UnansweredErrors.InternalServiceErrorException,
  InvalidEndpointRegionException: ServiceError.accessRefused({
    cause: "The region that was called is not the one in which the instance, task or pod runs.",
    nextStep: "Take the region from the environment of the process instead of from its configuration."
  }),
  InvalidProductCodeException: ServiceError.requestRefused({
    cause: "The product code is not the one under which the image was published.",
    retry: "fix",
    nextStep: "Build the image with the product code that AWS Marketplace shows for it."
  }),
  InvalidTagException: BatchMeterUsageErrors.InvalidTagException,
  InvalidUsageAllocationsException: BatchMeterUsageErrors.InvalidUsageAllocationsException,
  InvalidUsageDimensionException: BatchMeterUsageErrors.InvalidUsageDimensionException,
  ThrottlingException: ServiceError.throttled({
    cause: "All instances, tasks and pods of the buyer's account together send more than AWS takes.",
    nextStep: "Nothing, unless it lasts: then spread their hourly reports over the hour."
  }),
  TimestampOutOfBoundsException: ServiceError.recordRefused({
    cause: "AWS's window for the hour has closed, or the hour lies in the future.",
    retry: "never",
    nextStep: "Check the clock of the host, and put the usage into a later hour of the month."
  }),
  UnauthorizedException: ServiceError.accessRefused({
    cause: "It was a dry run, and the permission to meter is not there.",
    nextStep: "Allow the role of the instance, task or pod the action aws-marketplace:MeterUsage."
  })
} as const satisfies Record<string, ServiceError>
