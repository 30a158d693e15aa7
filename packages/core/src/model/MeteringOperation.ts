import { Schema } from "effect"

/**
 * The four operations of the AWS Marketplace Metering Service, by AWS's names.
 *
 * - **Source**: AWS SDK 3.1138, client-marketplace-metering, read 2026-11-21.
 *
 * **Example** (Entitlements are another service)
 *
 *     MeteringOperation.literals // => ["BatchMeterUsage", "MeterUsage", "RegisterUsage", "ResolveCustomer"]
 *     Schema.is(MeteringOperation)("GetEntitlements") // => false
 */
export const MeteringOperation = Schema.Literals([
  "BatchMeterUsage",
  "MeterUsage",
  "RegisterUsage",
  "ResolveCustomer"
])
export type MeteringOperation = typeof MeteringOperation.Type
