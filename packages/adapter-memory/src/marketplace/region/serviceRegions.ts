import type { Platform } from "../caller/Caller.ts"

/**
 * The regions that AWS lists for an operation; undefined if no list of it is known.
 *
 * RegisterUsage and ResolveCustomer have lists as well, which could not be read. Fargate counts as ECS, an AgentCore
 * runtime as EC2 outside of GovCloud, and of a caller that runs nowhere nothing is known.
 *
 * - **Source**: AWS Marketplace API reference, supported Regions for the metering API, read 2026-11-21; endpoints of
 *   AWS SDK 3.1138 for the entitlement service and the European Sovereign Cloud.
 */
export const listedRegions = (operation: string, platform: Platform): ReadonlySet<string> | undefined => {
  if (operation === "BatchMeterUsage") return batchRegions
  if (operation === "GetEntitlements") return entitlementRegions
  return operation === "MeterUsage" ? reportRegions[platform] : undefined
}

const commercial: ReadonlyArray<string> = [
  "af-south-1",
  "ap-east-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ca-central-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2"
]

const china = "cn-northwest-1"
const sovereign = "eusc-de-east-1"

const batchRegions: ReadonlySet<string> = new Set([...commercial, china, sovereign])

const entitlementRegions: ReadonlySet<string> = new Set(["us-east-1", china, sovereign])

const reportRegions: { readonly [P in Platform]: ReadonlySet<string> | undefined } = {
  agentcore: new Set(commercial),
  ec2: new Set([...commercial, "us-gov-east-1", "us-gov-west-1"]),
  ecs: new Set(commercial),
  eks: new Set([
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2"
  ]),
  fargate: new Set(commercial),
  none: undefined
}
