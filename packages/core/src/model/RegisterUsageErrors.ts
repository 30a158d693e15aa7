import { FrontDoorErrors } from "./FrontDoorErrors.ts"
import { MeterUsageErrors } from "./MeterUsageErrors.ts"
import { ServiceError } from "./ServiceError.ts"
import { UnansweredErrors } from "./UnansweredErrors.ts"

/**
 * The exceptions that AWS's model names for RegisterUsage.
 *
 * - **Source**: AWS SDK 3.1138, RegisterUsage, read 2026-11-21.
 *
 * **Example** (A container that was started by hand)
 *
 *     RegisterUsageErrors.PlatformNotSupportedException.nextStep
 *     // => "Run it on ECS, EKS or Fargate, with a task role or IAM roles for service accounts; elsewhere, call the emulator."
 */
export const RegisterUsageErrors = {
  CustomerNotEntitledException: MeterUsageErrors.CustomerNotEntitledException,
  DisabledApiException: FrontDoorErrors.DisabledApiException,
  InternalServiceErrorException: UnansweredErrors.InternalServiceErrorException,
  InvalidProductCodeException: MeterUsageErrors.InvalidProductCodeException,
  InvalidPublicKeyVersionException: ServiceError.requestRefused({
    cause: "The product has no public key of this version.",
    retry: "fix",
    nextStep: "Build the image with the public key version that AWS Marketplace shows for the product."
  }),
  InvalidRegionException: ServiceError.accessRefused({
    cause: "The region that was called is not the one in which the task or pod was launched.",
    nextStep: "Take the region from the environment of the container instead of fixing it in the image."
  }),
  PlatformNotSupportedException: ServiceError.accessRefused({
    cause: "The caller is no ECS task and no EKS pod, or signs with the role of its node.",
    nextStep:
      "Run it on ECS, EKS or Fargate, with a task role or IAM roles for service accounts; elsewhere, call the emulator."
  }),
  ThrottlingException: FrontDoorErrors.ThrottlingException
} as const satisfies Record<string, ServiceError>
