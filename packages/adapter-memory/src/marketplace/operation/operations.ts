import type { Operation } from "./Operation.ts"
import { batchMeterUsage } from "./batchMeterUsage.ts"
import { getEntitlements } from "./getEntitlements.ts"
import { meterUsage } from "./meterUsage.ts"
import { registerUsage } from "./registerUsage.ts"
import { resolveCustomer } from "./resolveCustomer.ts"

/** The operations that the emulator performs, by the name that follows the dot in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [batchMeterUsage, getEntitlements, meterUsage, registerUsage, resolveCustomer].map((operation) => [
    operation.name,
    operation
  ])
)
