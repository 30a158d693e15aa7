import { ServiceError } from "./ServiceError.ts"

const rateUsedUp = ServiceError.throttled({
  cause: "More requests arrived than AWS takes of this account in this region.",
  nextStep:
    "Nothing, unless it lasts: then look for another program that meters, or ask AWS for a higher rate."
})

const noPermission = ServiceError.accessRefused({
  cause: "The caller may not call this operation, or is not in the account that publishes the product.",
  nextStep:
    "Allow its role the operation in the IAM namespace aws-marketplace, in the account that the operation wants."
})

const unknownKey = ServiceError.accessRefused({
  cause: "AWS does not know the access key.",
  nextStep: "Give the process credentials that exist, of the partition in which it calls."
})

const wrongSignature = ServiceError.accessRefused({
  cause: "The signature does not fit: another secret key, a clock that is wrong, or a proxy that changed it.",
  nextStep: "Check the secret key, the clock of the host, and that no proxy rewrites requests."
})

const unsigned = ServiceError.accessRefused({
  cause: "The request carried no signature.",
  nextStep: "Give the process credentials, and see that no proxy strips the Authorization header."
})

const credentialsExpired = ServiceError.accessRefused({
  cause: "The temporary AWS credentials have expired.",
  nextStep: "Let the process take its role's credentials by itself, or renew those it was given."
})

const noCredentials = ServiceError.accessRefused({
  cause: "The process finds no AWS credentials, so nothing was sent.",
  nextStep: "Give it a role or keys where the AWS SDK looks for them."
})

const wrongClock = ServiceError.accessRefused({
  cause: "The clock of the host is too far from AWS's.",
  nextStep: "Set the clock of the host, and let it follow a time server."
})

/**
 * Errors that any operation can meet: AWS's front door, which looks at every request first, and the SDK's own.
 *
 * - **Source**: AWS SDK 3.1138 (throttling names, disabled API); otherwise the errors of any AWS JSON 1.1 service, read
 *   2026-11-21.
 * - **Shape**: by the name that the error goes by, each with its cause, its retry class and what to do.
 *
 * **Example** (Whose fault a skewed clock is)
 *
 *     FrontDoorErrors.RequestTimeTooSkewed.nextStep
 *     // => "Set the clock of the host, and let it follow a time server."
 *     FrontDoorErrors.RequestTimeTooSkewed.processed // => "nothing"
 */
export const FrontDoorErrors = {
  BandwidthLimitExceeded: rateUsedUp,
  RequestLimitExceeded: rateUsedUp,
  RequestThrottled: rateUsedUp,
  RequestThrottledException: rateUsedUp,
  SlowDown: rateUsedUp,
  ThrottledException: rateUsedUp,
  Throttling: rateUsedUp,
  ThrottlingException: rateUsedUp,
  TooManyRequestsException: rateUsedUp,

  AccessDenied: noPermission,
  AccessDeniedException: noPermission,
  CredentialsProviderError: noCredentials,
  DisabledApiException: ServiceError.accessRefused({
    cause: "AWS does not offer the operation in this region.",
    nextStep: "Call it in a region that has it; never move records that may have been sent to another region."
  }),
  ExpiredToken: credentialsExpired,
  // ResolveCustomer has a meaning of its own for this name.
  ExpiredTokenException: credentialsExpired,
  IncompleteSignature: wrongSignature,
  InvalidClientTokenId: unknownKey,
  InvalidSignatureException: wrongSignature,
  MissingAuthenticationToken: unsigned,
  MissingAuthenticationTokenException: unsigned,
  OptInRequired: ServiceError.accessRefused({
    cause: "The account is not enabled for the service in this region.",
    nextStep: "Enable the region for the account, and finish its registration as a seller."
  }),
  RegionMissing: ServiceError.accessRefused({
    cause: "Neither the options nor the environment of the process name a region, so nothing was sent.",
    nextStep: "Give the option region, or name the region where the AWS SDK looks for it."
  }),
  RequestExpired: wrongClock,
  RequestInTheFuture: wrongClock,
  RequestTimeTooSkewed: wrongClock,
  SignatureDoesNotMatch: wrongSignature,
  TokenProviderError: noCredentials,
  UnknownOperationException: ServiceError.accessRefused({
    cause: "The address that was called knows no such operation.",
    nextStep: "Check the endpoint and the region, and that no gateway answers in AWS's place."
  }),
  UnrecognizedClientException: unknownKey,

  RequestEntityTooLargeException: ServiceError.recordRefused({
    cause: "The request is larger than AWS takes, usually because of its tags.",
    retry: "never",
    nextStep: "Report the usage with fewer or shorter tags."
  }),
  SerializationException: ServiceError.recordRefused({
    cause: "AWS cannot read a value of the request.",
    retry: "never",
    nextStep: "Report it as a fault of Tallyhour, with the record and AWS's words."
  }),
  ValidationException: ServiceError.recordRefused({
    cause: "A value of the request breaks a rule of AWS on length, range or form.",
    retry: "never",
    nextStep:
      "Correct the value that AWS names where it comes from: the agreement, the dimension or the tags."
  })
} as const satisfies Record<string, ServiceError>
