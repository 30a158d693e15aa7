import type { ServiceRule } from "./ServiceRule.ts"

/** What every request meets, whatever its operation. */
export const requestRules = [
  {
    number: 1,
    part: "Transport",
    statement: "What is not `POST /` is UnknownOperationException.",
    certainty: "chosen",
    source: "API model: every operation is POST /; the answer to anything else is not documented",
    choices: ["unknown_path_status"]
  },
  {
    number: 2,
    part: "Transport",
    statement: "X-Amz-Target, missing or unknown, is 400 UnknownOperationException.",
    certainty: "inferred",
    source: "protocol AWS JSON 1.1, as other AWS services answer",
    choices: []
  },
  {
    number: 3,
    part: "Transport",
    statement: "A Content-Type other than application/x-amz-json-1.1 is taken all the same.",
    certainty: "chosen",
    source: "AWS services of this protocol differ",
    choices: ["wrong_content_type"]
  },
  {
    number: 4,
    part: "Transport",
    statement:
      "Without Authorization it is MissingAuthenticationTokenException; signed for another service than aws-marketplace, InvalidSignatureException. The signature itself is not verified.",
    certainty: "observed",
    source: "aws/aws-sdk-go PR 1034, with AWS's message",
    choices: []
  },
  {
    number: 5,
    part: "Transport",
    statement:
      "A body that is no JSON, or a member of another JSON type than the model's, is 400 SerializationException.",
    certainty: "inferred",
    source: "protocol AWS JSON 1.1, as other AWS services answer",
    choices: []
  },
  {
    number: 6,
    part: "Transport",
    statement: "A body of 1 MB or more is refused with 413.",
    certainty: "documented",
    source: "AWS SDK 3.1138, BatchMeterUsage: less than 1 MB",
    choices: ["body_bytes_max", "body_too_large_error"]
  },
  {
    number: 7,
    part: "Transport",
    statement:
      "Above 10 requests a second (RegisterUsage: 5) of one account in one region it is 400 ThrottlingException, when quotas are asked for.",
    certainty: "documented",
    source: "AWS Marketplace, metering service quotas",
    choices: ["quota_burst_seconds"]
  },
  {
    number: 8,
    part: "Transport",
    statement:
      "A fault that is arranged meets the call: before or after the work is done, as a cut connection, a page of HTML, a delay or records left unprocessed.",
    certainty: "ours",
    source: "control interface",
    choices: []
  },
  {
    number: 9,
    part: "Transport",
    statement:
      "Every answer has x-amzn-RequestId; its timestamps are epoch seconds; an error has __type and message.",
    certainty: "documented",
    source: "AWS SDK 3.1138 and botocore 1.43, as measured on both",
    choices: []
  },
  {
    number: 10,
    part: "Transport",
    statement:
      "Where the API is not available it is 400 DisabledApiException; of MeterUsage, whose model lacks it, InvalidEndpointRegionException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, DisabledApiException; API reference, supported Regions",
    choices: ["unlisted_region"]
  },
  {
    number: 11,
    part: "Shape",
    statement:
      "A required member that is missing, or a length, range, list size or pattern that is broken, is 400 ValidationException; of tags InvalidTagException, of a LicenseArn InvalidLicenseException.",
    certainty: "inferred",
    source: "botocore 1.43, API model: the bounds; the name of the error is not in it",
    choices: ["shape_error"]
  }
] as const satisfies ReadonlyArray<ServiceRule>
