import { Schema } from "effect"

/**
 * The four operations of the AWS Marketplace Metering Service, and that of the entitlement service, by AWS's names.
 *
 * - **Source**: AWS SDK 3.1138, client-marketplace-metering, read 2026-11-21, and client-marketplace-entitlement-service, read
 *   2026-11-22.
 *
 * **Example** (Agreements are another service)
 *
 *     MeteringOperation.literals
 *     // => ["BatchMeterUsage", "GetEntitlements", "MeterUsage", "RegisterUsage", "ResolveCustomer"]
 *     Schema.is(MeteringOperation)("SearchAgreements") // => false
 */
export const MeteringOperation = Schema.Literals([
  "BatchMeterUsage",
  "GetEntitlements",
  "MeterUsage",
  "RegisterUsage",
  "ResolveCustomer"
])
export type MeteringOperation = typeof MeteringOperation.Type
