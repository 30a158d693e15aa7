import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

/** What every request meets, whatever its operation. */
export const wireChoices = [
  {
    name: "unknown_path_status",
    default: 404,
    allowed: [404, 400],
    what: "HTTP status of a request that is not POST /",
    source: "rule 1: status unknown"
  },
  {
    name: "wrong_content_type",
    default: "accept",
    allowed: ["accept", "400", "415"],
    what: "a Content-Type other than application/x-amz-json-1.1: accepted, or refused with this status",
    source: "rule 3: both seen on AWS JSON services"
  },
  {
    name: "body_bytes_max",
    default: 1_000_000,
    allowed: [1_000_000, 1_048_576],
    what: "a body of this many bytes, or more, is refused",
    source: "rule 6: API reference says less than 1 MB, and not which megabyte"
  },
  {
    name: "body_too_large_error",
    default: "RequestEntityTooLargeException",
    allowed: ["RequestEntityTooLargeException", "ValidationException"],
    what: "name of the error of a body that is too large; its status is 413",
    source: "rule 6: name unknown"
  },
  {
    name: "quota_burst_seconds",
    default: 1,
    allowed: { min: 1, max: 60 },
    what: "how many seconds of an enforced rate may be spent at once",
    source: "service quotas page: rates only, no algorithm"
  },
  {
    name: "unlisted_region",
    default: "refuse",
    allowed: ["refuse", "accept"],
    what: "BatchMeterUsage or MeterUsage in a region that AWS does not list for it, or not for the caller's platform",
    source:
      "API reference, supported Regions, read 2026-11-21: AWS adds regions; which error comes is not said"
  },
  {
    name: "shape_error",
    default: "ValidationException",
    allowed: ["ValidationException", "SerializationException"],
    what: "name of the error of a missing member, or of a broken length, range or pattern",
    source: "rule 11: not in the API model"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>
