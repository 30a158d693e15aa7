// The transport, and how it is set up.
export { awsTransport } from "./AwsUsageTransport.ts"
export { AwsTransportInvalid, type AwsTransportOptions } from "./AwsTransportOptions.ts"
// The metering of software in its buyer's account: containers, machine images, runtimes.
export { awsBuyerMetering, type AwsBuyerOptions } from "./AwsBuyerMetering.ts"
export { fileReporterStore } from "./FileReporterStore.ts"
// The wire: requests, answers, errors.
export { toRequest } from "./wire/toRequest.ts"
export { fromResponse } from "./wire/fromResponse.ts"
export { classifyError } from "./wire/classifyError.ts"
export { signatureClaims } from "./wire/signatureClaims.ts"
