import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import {
  BatchMeterUsageErrors,
  GetEntitlementsErrors,
  MeteringOperation,
  MeterUsageErrors,
  RegisterUsageErrors,
  ResolveCustomerErrors
} from "@tallyhour/core"
import { assert, describe, it } from "vitest"

const ours: Readonly<Record<MeteringOperation, Readonly<Record<string, unknown>>>> = {
  BatchMeterUsage: BatchMeterUsageErrors,
  GetEntitlements: GetEntitlementsErrors,
  MeterUsage: MeterUsageErrors,
  RegisterUsage: RegisterUsageErrors,
  ResolveCustomer: ResolveCustomerErrors
}

// AWS's text on MeterUsage names them, its model does not.
const ofTheDryRun = ["DryRunOperation", "UnauthorizedException"]

describe("the errors that core knows", () => {
  it.each(MeteringOperation.literals)(
    "to %s are those of the AWS SDK, none more and none less",
    (operation) => {
      const text = readFileSync(
        join(sdkOf(operation), `dist-types/commands/${operation}Command.d.ts`),
        "utf8"
      )

      const modelled = [...text.matchAll(/@throws \{@link (\w+Exception)\} \((?:client|server) fault\)/g)]

      assert.isAbove(modelled.length, 2)
      assert.sameMembers(
        Object.keys(ours[operation]).filter((name) => !ofTheDryRun.includes(name)),
        modelled.map(([, name]) => name)
      )
    }
  )
})

const sdkOf = (operation: MeteringOperation): string => {
  const service = operation === "GetEntitlements" ? "entitlement-service" : "metering"
  return dirname(dirname(createRequire(import.meta.url).resolve(`@aws-sdk/client-marketplace-${service}`)))
}
