// The transport, and how it is set up.
export { awsTransport } from "./AwsUsageTransport.ts"
export { AwsTransportInvalid, type AwsTransportOptions } from "./AwsTransportOptions.ts"
export type { AssumedRole, AwsClientOptions, AwsProfile } from "./AwsClientOptions.ts"
// Buyers.
export { type AwsCustomerOptions, awsCustomerResolution } from "./AwsCustomerResolution.ts"
export {
  registrationHandler,
  type RegisteredBuyer,
  type RegistrationHandler,
  type RegistrationOptions
} from "./registration/registrationHandler.ts"
export { registrationListener } from "./registration/registrationListener.ts"
// What buyers have bought.
export { awsEntitlements, type AwsEntitlementsOptions } from "./AwsEntitlements.ts"
// The metering of software in its buyer's account: containers, machine images, runtimes.
export { awsBuyerMetering, type AwsBuyerOptions } from "./AwsBuyerMetering.ts"
export { fileReporterStore } from "./FileReporterStore.ts"
// The wire: requests, answers, errors.
export { toRequest } from "./wire/toRequest.ts"
export { fromResponse } from "./wire/fromResponse.ts"
export { classifyError } from "./wire/classifyError.ts"
// What AWS tells of agreements through a queue.
export { agreementQueue } from "./lifecycle/agreementQueue.ts"
export {
  startAgreementQueue,
  type RunningQueue,
  type StartedQueueOptions
} from "./lifecycle/startAgreementQueue.ts"
export {
  AgreementQueueInvalid,
  type AgreementQueueOptions,
  type RefusedMessage
} from "./lifecycle/AgreementQueueOptions.ts"
// What AWS tells of agreements over HTTP.
export { agreementWebhook } from "./lifecycle/agreementWebhook.ts"
export { AgreementWebhookInvalid, type AgreementWebhookOptions } from "./lifecycle/AgreementWebhookOptions.ts"
export {
  verifyNotification,
  type NotificationOptions,
  type NotificationVerifier,
  type VerifiedMessage
} from "./lifecycle/verifyNotification.ts"
export { NotificationRefused } from "./lifecycle/NotificationRefused.ts"
export { signatureClaims } from "./wire/signatureClaims.ts"
