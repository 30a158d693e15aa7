// The reference store.
export { memoryStore, type MemoryStore } from "./MemoryStore.ts"
export { MemoryTransaction } from "./MemoryUsageOutbox.ts"

// The emulator of the service, in the process.
export { makeMarketplaceEmulator, type MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
export type { MarketplaceOptions } from "./marketplace/Marketplace.ts"
export type { ServiceCall } from "./marketplace/answerCall.ts"
export type { Answered, JsonObject, ServiceAnswer } from "./marketplace/ServiceAnswer.ts"
export type { ControlAnswer } from "./marketplace/control/ControlFunction.ts"
export type { AcceptedRecord } from "./marketplace/AcceptedRecord.ts"
export type {
  Charge,
  DoubleCharge,
  Invoice,
  InvoiceLine,
  TaggedUsage
} from "./marketplace/invoice/Invoice.ts"
export { serviceRules } from "./marketplace/rule/serviceRules.ts"
export { ruleParts, type Certainty, type ServiceRule } from "./marketplace/rule/ServiceRule.ts"
export { choiceDefinitions } from "./marketplace/choiceDefinitions.ts"
export type { ChoiceDefinition } from "./marketplace/ChoiceDefinition.ts"
export type { Signer } from "./marketplace/signing/Signer.ts"
export type { Choices } from "./marketplace/Choices.ts"

// The emulator over HTTP.
export { startEmulator, type EmulatorServer, type EmulatorServerOptions } from "./emulator/startEmulator.ts"
export type { OutletOptions } from "./emulator/outlet/openOutlets.ts"
export type { SeedFile } from "./emulator/state/applySeedFile.ts"
export type { ServerBounds } from "./emulator/serverBounds.ts"

// The transport to an emulator in the same process.
export { memoryTransport } from "./MemoryUsageTransport.ts"
export { memoryCustomerResolution } from "./MemoryCustomerResolution.ts"
export { memoryEntitlements } from "./MemoryEntitlements.ts"
export { memoryBuyerMetering, type MemoryBuyerOptions } from "./MemoryBuyerMetering.ts"
export { memoryReporterStore } from "./MemoryReporterStore.ts"
