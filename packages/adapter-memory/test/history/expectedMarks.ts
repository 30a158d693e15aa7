/** What has to happen somewhere in five thousand histories, each as `<operation> <how>`. */
export const expectedMarks: ReadonlyArray<string> = [
  ...["BatchMeterUsage", "GetEntitlements", "MeterUsage", "RegisterUsage", "ResolveCustomer"].flatMap(
    (operation) =>
      [
        "answered",
        "DroppedAfter",
        "DroppedBefore",
        "Html",
        "InternalServiceErrorException",
        "SerializationException",
        "ThrottlingException"
      ].map((how) => `${operation} ${how}`)
  ),
  ...[
    "CustomerNotSubscribed",
    "DuplicateRecord",
    "InvalidCustomerIdentifierException",
    "InvalidLicenseException",
    "InvalidProductCodeException",
    "InvalidTagException",
    "InvalidUsageAllocationsException",
    "InvalidUsageDimensionException",
    "Success",
    "TimestampOutOfBoundsException",
    "UnprocessedRecords",
    "ValidationException"
  ].map((how) => `BatchMeterUsage ${how}`),
  ...[
    "CustomerNotEntitledException",
    "DuplicateRequestException",
    "IdempotencyConflictException",
    "InvalidEndpointRegionException",
    "TimestampOutOfBoundsException"
  ].map((how) => `MeterUsage ${how}`),
  "RegisterUsage CustomerNotEntitledException",
  "RegisterUsage InvalidPublicKeyVersionException",
  "RegisterUsage InvalidRegionException",
  "RegisterUsage PlatformNotSupportedException",
  "ResolveCustomer DisabledApiException",
  "ResolveCustomer ExpiredTokenException",
  "ResolveCustomer InvalidTokenException",
  "Unheard UnknownOperationException"
]
