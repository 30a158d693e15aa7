import { FrontDoorErrors } from "./FrontDoorErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

/**
 * The exceptions that AWS's model names for ResolveCustomer.
 *
 * - **Source**: AWS SDK 3.1138, ResolveCustomer, read 2026-11-21.
 *
 * **Example** (What to tell a buyer whose token has expired)
 *
 *     const { nextStep, retry } = ResolveCustomerErrors.ExpiredTokenException
 *
 *     retry // => "never"
 *     nextStep
 *     // => "Let the buyer choose Set up your account in AWS Marketplace, which brings a fresh token."
 */
export const ResolveCustomerErrors = {
  DisabledApiException: FrontDoorErrors.DisabledApiException,
  // Expired AWS credentials may answer by the same name here; a new attempt to register shows the difference.
  ExpiredTokenException: ServiceError.requestRefused({
    cause: "The registration token is too old: the buyer waited, or sent the form again.",
    retry: "never",
    nextStep: "Let the buyer choose Set up your account in AWS Marketplace, which brings a fresh token."
  }),
  InternalServiceErrorException: UnansweredErrors.InternalServiceErrorException,
  InvalidTokenException: ServiceError.requestRefused({
    cause: "The registration token is none, was changed on its way, or was issued for another seller.",
    retry: "never",
    nextStep:
      "Decode the form field exactly once, call as the publishing account, and let the buyer try again."
  }),
  ThrottlingException: FrontDoorErrors.ThrottlingException
} as const satisfies Record<string, ServiceError>
