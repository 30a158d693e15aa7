import { Schema } from "effect"

/** The four operations of the AWS Marketplace Metering Service, by AWS's names. */
export const MeteringOperation = Schema.Literals([
  "BatchMeterUsage",
  "MeterUsage",
  "RegisterUsage",
  "ResolveCustomer"
])
export type MeteringOperation = typeof MeteringOperation.Type
