// The transport, and how it is set up.
export { awsTransport } from "./AwsUsageTransport.ts"
export { AwsTransportInvalid, type AwsTransportOptions } from "./AwsTransportOptions.ts"
// The wire: requests, answers, errors.
export { toRequest } from "./wire/toRequest.ts"
export { fromResponse } from "./wire/fromResponse.ts"
export { classifyError } from "./wire/classifyError.ts"
