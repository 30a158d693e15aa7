import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import { aContainer, report } from "../testing/aContainer.ts"
import { aMarketplace, aRecord, arrange, call, meter } from "../testing/aMarketplace.ts"

const logged = (emulator: MarketplaceEmulator) =>
  (arrange(emulator, "cloudtrail", {})["Records"] as ReadonlyArray<unknown>).length

it("rule 10: BatchMeterUsage is disabled where AWS does not list it, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const errorIn = (region: string) => meter(emulator, [aRecord()], { region }).errorType

  assert.deepStrictEqual(["us-gov-west-1", "cn-north-1", "moon-east-1"].map(errorIn), [
    "DisabledApiException",
    "DisabledApiException",
    "DisabledApiException"
  ])
  assert.deepStrictEqual([emulator.accepted().length, logged(emulator)], [0, 3])
  assert.deepStrictEqual(["us-east-1", "eu-central-2", "cn-northwest-1", "eusc-de-east-1"].map(errorIn), [
    undefined,
    undefined,
    undefined,
    undefined
  ])
  arrange(emulator, "set_choice", { name: "unlisted_region", value: "accept" })
  assert.isUndefined(errorIn("moon-east-1"))
})

it.each([
  ["ec2", "us-gov-west-1", undefined],
  ["ecs", "us-gov-west-1", "InvalidEndpointRegionException"],
  ["ecs", "af-south-1", undefined],
  ["fargate", "af-south-1", undefined],
  ["eks", "af-south-1", "InvalidEndpointRegionException"],
  ["eks", "sa-east-1", undefined],
  ["agentcore", "cn-northwest-1", "InvalidEndpointRegionException"]
])("rule 10: MeterUsage from %s in %s is %s", (platform, region, errorType) => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { platform })

  const answer = report(emulator, { ClientToken: "one" }, { region })

  assert.strictEqual(answer.errorType, errorType)
})

it("rule 10: where no list is known, a region is taken", () => {
  const emulator = aContainer()
  const { token } = arrange(emulator, "issue_token", { product_code: "saas1", account_id: "012345678901" })

  const registered = call(
    emulator,
    "RegisterUsage",
    { ProductCode: "pod", PublicKeyVersion: 1 },
    { region: "moon-east-1" }
  )
  const resolved = call(emulator, "ResolveCustomer", { RegistrationToken: token }, { region: "moon-east-1" })

  assert.deepStrictEqual([registered.status, resolved.status], [200, 200])
})

it("GetEntitlements answers in the regions that have the service, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const ask = (region: string) => call(emulator, "GetEntitlements", { ProductCode: "saas1" }, { region })

  assert.deepStrictEqual([ask("us-east-1").status, ask("cn-northwest-1").status], [200, 200])
  assert.strictEqual(ask("eu-west-1").errorType, "DisabledApiException")
  assert.include(String(ask("eu-west-1").body["message"]), "call us-east-1")
  arrange(emulator, "set_choice", { name: "entitlements_elsewhere", value: "accept" })
  assert.strictEqual(ask("eu-west-1").status, 200)
})
