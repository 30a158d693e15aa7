import { readFileSync } from "node:fs"
import { assert, it } from "vitest"
import { makeMarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { arrange, call } from "../../marketplace/testing/aMarketplace.ts"
import { applySeedFile } from "./applySeedFile.ts"

const every: Record<string, unknown> = JSON.parse(
  readFileSync(new URL("../../../examples/every-field.json", import.meta.url), "utf8")
)

it("arranges all that can stand in it", () => {
  const emulator = makeMarketplaceEmulator()

  applySeedFile(emulator, every)

  const { buyers_total, frozen, products } = arrange(emulator, "overview", {})
  assert.deepStrictEqual([buyers_total, frozen, (products as ReadonlyArray<unknown>).length], [2, true, 3])
  assert.strictEqual(emulator.choices().identical_resend, "DuplicateRecord")
  const bought = call(emulator, "GetEntitlements", { ProductCode: "4ml54db8vrmju" })
  assert.strictEqual((bought.body["Entitlements"] as ReadonlyArray<unknown>).length, 1)
  const started = call(
    emulator,
    "RegisterUsage",
    { ProductCode: "pod", PublicKeyVersion: 1 },
    { accessKeyId: "AKIAEXAMPLETASK", region: "us-east-1" }
  )
  assert.strictEqual(started.errorType, "InvalidRegionException")
})

it.each([
  ["products", "seed_product"],
  ["customers", "seed_customer"],
  ["entitlements", "seed_entitlement"],
  ["callers", "seed_caller"],
  ["entitled_callers", "entitle_caller"]
])("the example shows every field of its %s", (section, control) => {
  const { body } = makeMarketplaceEmulator().control(control, { surprise: 1 })
  const [, fields = ""] = /takes (.*), and not/.exec(String(body["error"])) ?? []

  const shown = (every[section] as ReadonlyArray<object>).flatMap((one) => Object.keys(one))

  assert.sameMembers([...new Set(shown)], fields.split(", "))
})

it.each([
  [{ clocks: {} }, "the seed file: clocks is unknown; there are clock, choices"],
  [{ callers: {} }, "the seed file: callers must be a list"],
  [{ callers: [{ platform: "lambda" }] }, "the seed file: callers[0] is refused: "]
])("says what is wrong: %j", (seed, message) => {
  assert.throws(() => applySeedFile(makeMarketplaceEmulator(), seed), message)
})
