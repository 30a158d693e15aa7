import type { Operation } from "./Operation.ts"
import { batchMeterUsage } from "./batchMeterUsage.ts"
import { resolveCustomer } from "./resolveCustomer.ts"

/** The operations that the emulator performs, by the name that follows the dot in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [batchMeterUsage, resolveCustomer].map((operation) => [operation.name, operation])
)
