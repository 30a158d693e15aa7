// The reference store.
export { memoryStore, type MemoryStore } from "./MemoryStore.ts"
export { MemoryTransaction } from "./MemoryUsageOutbox.ts"
// The emulator of the service: in the process, over HTTP, and as a transport.
export { makeMarketplaceEmulator, type MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
export type { AcceptedRecord } from "./marketplace/AcceptedRecord.ts"
export { startEmulator, type EmulatorServer, type EmulatorServerOptions } from "./emulator/startEmulator.ts"
export { memoryTransport } from "./MemoryUsageTransport.ts"
