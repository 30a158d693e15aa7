// The reference store.
export { memoryStore, type MemoryStore } from "./MemoryStore.ts"
export { MemoryTransaction } from "./MemoryUsageOutbox.ts"
