import { FrontDoorErrors } from "./FrontDoorErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

/**
 * The exceptions that AWS's model names for BatchMeterUsage. Each concerns the whole request: nothing of it is processed,
 * except that an internal error leaves that open.
 *
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage, read 2026-11-21.
 *
 * **Example** (Which refusals can be the fault of one record)
 *
 *     BatchMeterUsageErrors.InvalidUsageDimensionException.mayBeOneRecord // => true
 *     BatchMeterUsageErrors.ThrottlingException.mayBeOneRecord // => false
 */
export const BatchMeterUsageErrors = {
  DisabledApiException: FrontDoorErrors.DisabledApiException,
  InternalServiceErrorException: UnansweredErrors.InternalServiceErrorException,
  InvalidCustomerIdentifierException: ServiceError.recordRefused({
    cause: "AWS never issued the customer identifier, or the product takes account ids only.",
    retry: "fix",
    nextStep:
      "Correct the link for the hours to come; bill by other means what is sealed under the wrong one."
  }),
  InvalidLicenseException: ServiceError.recordRefused({
    cause: "The license is unknown, belongs to another buyer or product, or was not active in that hour.",
    retry: "fix",
    nextStep:
      "Let AWS activate it; if it is the wrong one, correct the link, and bill what is sealed by other means."
  }),
  // Records by license name no product, so that one of them can be what does not fit the product.
  InvalidProductCodeException: ServiceError.recordRefused({
    cause: "The product code is not one that this account publishes.",
    retry: "fix",
    nextStep:
      "Put the product code, not the product id, into the catalogue, and call as the publishing account."
  }),
  InvalidTagException: ServiceError.recordRefused({
    cause: "A tag holds a character that AWS does not take, or a record has more tags than it takes.",
    retry: "never",
    nextStep: "Report usage with fewer tags, of letters, digits, spaces, underscores and + - = . : / @."
  }),
  InvalidUsageAllocationsException: ServiceError.recordRefused({
    cause: "The parts of a record by tag do not add up to its quantity, or repeat a set of tags.",
    retry: "never",
    nextStep: "Report it as a fault of Tallyhour, with the record."
  }),
  InvalidUsageDimensionException: ServiceError.recordRefused({
    cause: "The product has no dimension of this name; upper and lower case count.",
    retry: "fix",
    nextStep: "Add the dimension to the product in AWS Marketplace, under exactly the name that was sent."
  }),
  ThrottlingException: FrontDoorErrors.ThrottlingException,
  TimestampOutOfBoundsException: ServiceError.recordRefused({
    cause: "AWS's window for the hour has closed, or the hour lies in the future or before the subscription.",
    retry: "never",
    nextStep: "Check the clock of the host, then bill the usage outside of metering or write it off."
  })
} as const satisfies Record<string, ServiceError>
