import { FrontDoorErrors } from "./FrontDoorErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

/**
 * The exceptions that AWS's model names for GetEntitlements.
 *
 * - **Source**: AWS SDK 3.1138 of the entitlement service, GetEntitlements, read 2026-11-22.
 *
 * **Example** (What to do where the product is not known)
 *
 *     const { nextStep, retry } = GetEntitlementsErrors.InvalidParameterException
 *
 *     retry // => "fix"
 *     nextStep // => "Check the product code, the agreement and the dimensions, and call as the account that publishes the product."
 */
export const GetEntitlementsErrors = {
  InternalServiceErrorException: UnansweredErrors.InternalServiceErrorException,
  InvalidParameterException: ServiceError.requestRefused({
    cause: "The product is none of this account, or a filter names something that AWS does not take.",
    retry: "fix",
    nextStep:
      "Check the product code, the agreement and the dimensions, and call as the account that publishes the product."
  }),
  ThrottlingException: FrontDoorErrors.ThrottlingException
} as const satisfies Record<string, ServiceError>
