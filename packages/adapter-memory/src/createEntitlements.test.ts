import { AllowanceInvalid, type ContractTerm, createEntitlements, TransportError } from "@tallyhour/core"
import { Duration } from "effect"
import { assert, describe, it } from "vitest"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryEntitlements } from "./MemoryEntitlements.ts"

const buyer = "111111111111"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
const query = { productCode: "saas1", agreement: { _tag: "License", buyer, licenseArn } } as const
const sold = { product_code: "saas1", account_id: buyer }

/** A buyer that has bought ten seats, with a clock that is set by hand. */
const aContract = (options: { readonly ageMax?: Duration.Duration } = {}) => {
  const clock = { now: Date.parse("2026-03-10T12:00:00Z") }
  const emulator = makeMarketplaceEmulator({ clock: () => clock.now })
  emulator.control("seed_product", { code: "saas1", dimensions: ["seats"], kind: "saas" })
  emulator.control("seed_customer", { ...sold, license_arn: licenseArn })
  const entitle = (dimension: string, value: unknown, expires_at?: number) =>
    emulator.control("seed_entitlement", { ...sold, dimension, value, expires_at: expires_at ?? null })
  entitle("seats", 10)
  const entitlements = createEntitlements({
    catalogue: { products: [{ code: "saas1", meters: [{ name: "seats" }, { name: "pages", unit: 100 }] }] },
    entitlements: memoryEntitlements(emulator),
    now: () => clock.now,
    ...options
  })
  return { clock, emulator, entitle, entitlements }
}

describe("createEntitlements", () => {
  it("each kind of value is told, with its license and its end", async () => {
    const { entitle, entitlements } = aContract()
    entitle("support", false, Date.parse("2026-07-01T00:00:00Z") / 1000)
    entitle("tier", "gold")

    const bought = await entitlements.of(query)

    const every = { productCode: "saas1", licenseArn }
    assert.deepStrictEqual(bought, [
      { ...every, dimension: "seats", kind: "quantity", value: "10" },
      { ...every, dimension: "support", kind: "flag", value: false, expiresAt: "2026-07-01T00:00:00.000Z" },
      { ...every, dimension: "tier", kind: "text", value: "gold" }
    ])
    await entitlements.close()
  })

  it("what was told is told again for five minutes; an allowance is always asked for anew", async () => {
    const { clock, entitle, entitlements } = aContract()
    const seats = async () => (await entitlements.of(query)).map(({ value }) => value)
    await seats()
    entitle("seats", 20)

    const kept = await seats()
    const allowances = await entitlements.allowances(query, [{ meter: "seats", period: "term" }])
    clock.now += 300_000
    const later = await seats()

    assert.deepStrictEqual([kept, later], [["10"], ["20"]])
    assert.deepStrictEqual(allowances, [{ meter: "seats", quantity: "20", period: "term" }])
    await entitlements.close()
  })

  it("with no age everything is asked for anew", async () => {
    const { entitle, entitlements } = aContract({ ageMax: Duration.zero })
    await entitlements.of(query)
    entitle("seats", 20)

    const [seats] = await entitlements.of(query)

    assert.strictEqual(seats?.value, "20")
    await entitlements.close()
  })

  it("whatever is wrong rejects with a typed error", async () => {
    const { emulator, entitle, entitlements } = aContract()
    entitle("pages", "many")
    const gone = new Proxy({}, { get: () => assert.fail("read"), ownKeys: () => assert.fail("read") })
    const refusalOf = (asking: Promise<unknown>) => asking.catch((error: unknown) => error)
    const asked = (given: unknown) => refusalOf(entitlements.of(given as typeof query))
    const allowed = (terms: unknown) =>
      refusalOf(entitlements.allowances(query, terms as ReadonlyArray<ContractTerm>))

    const queries = [
      undefined,
      {},
      gone,
      { ...query, dimensions: [] },
      { ...query, agreement: { _tag: "X" } }
    ]
    for (const given of queries) {
      const error = await asked(given)
      assert.instanceOf(error, TransportError)
      assert.include(error.message, "not sent")
    }
    const terms = [
      null,
      [null],
      [{ meter: "seat", period: "month" }],
      [{ meter: "pages", period: "month" }],
      [{ meter: "seats", period: "week" }]
    ]
    for (const given of terms) assert.instanceOf(await allowed(given), AllowanceInvalid)
    assert.instanceOf(await refusalOf(entitlements.of({ ...query, productCode: "unknown" })), TransportError)
    emulator.control("inject_fault", { operation: "GetEntitlements", kind: "throttle" })
    assert.instanceOf(await allowed([]), TransportError)
    await entitlements.close()
  })
})
