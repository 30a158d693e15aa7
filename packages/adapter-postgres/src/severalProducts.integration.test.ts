import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { Books, Catalogue, meteringPass, Subscription, SubscriptionRegistry } from "@tallyhour/core"
import { at, clockAt, exampleProduct, exampleRegion, quantity } from "@tallyhour/core/testing"
import { Clock, Effect, Logger } from "effect"
import { assert, describe, it } from "vitest"
import { append, noon, usage } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

/** Two products, each sold by a service that has the catalogue of its own product alone. */
const services = [
  { code: exampleProduct, meter: "requests" },
  { code: "7another4product0code0", meter: "tasks" }
] as const

const buyers = ["100000000001", "100000000002"]

describe.skipIf(database.isMissing)("several products on one database", () => {
  it("each billed by workers that know no other: nothing is billed twice, and nothing is held for a person", async () => {
    const { accepted, books, emulator, opened } = await marketWithUsage()

    // Two workers of each service, all at once, one of them in front of what is not its own.
    await Promise.all(
      [0, 0, 1, 1].map(async (n) => {
        const { run } = await database.open({ config: { max: 2 }, isMigrated: false, schema: opened.schema })
        return run(passOf([services[n]!], emulator))
      })
    )

    assert.sameMembers(accepted(), ["requests 3", "requests 3", "tasks 3", "tasks 3"])
    const balances = await books()
    assert.strictEqual(balances.length, 4)
    assert.deepStrictEqual(
      balances.map(({ accepted: billed, recorded }) => [recorded, billed]),
      balances.map(() => [quantity("3"), quantity("3")])
    )
  })

  it("a meter of one name in both catalogues is billed by the worker whose product the account has", async () => {
    const emulator = makeMarketplaceEmulator()
    const opened = await database.open()
    const [other, own] = services.map(({ code }) => ({ code, meter: "requests" }))
    const buyer = buyers[0]!
    emulator.control("seed_product", { code: own!.code, dimensions: ["requests"], kind: "saas" })
    emulator.control("seed_customer", { product_code: own!.code, account_id: buyer })
    const subscription = Subscription.make({
      account: "acme",
      activeFrom: at("2026-01-01T00:00:00Z"),
      agreement: { _tag: "Product", buyer },
      productCode: own!.code,
      region: exampleRegion
    })
    await opened.run(SubscriptionRegistry.use((registry) => registry.link(subscription)))
    await opened.run(append([usage({ account: "acme", quantity: "3" })]))

    await opened.run(passOf([other!], emulator))
    await opened.run(passOf([own!], emulator))

    const [balance] = await opened.run(Effect.flatMap(Books, (books) => books.balances))
    assert.deepStrictEqual([balance?.accepted, balance?.held], [quantity("3"), quantity("0")])
  })

  it("a worker of a version that has no such meter yet leaves its usage to the next, as in a deployment", async () => {
    const { accepted, books, emulator, opened } = await marketWithUsage()

    await opened.run(passOf([services[0]], emulator))
    const before = accepted()
    const waiting = (await books()).filter(({ meter }) => meter === "tasks")
    await opened.run(passOf(services, emulator))

    assert.deepStrictEqual(before, ["requests 3", "requests 3"])
    assert.deepStrictEqual(
      waiting.map(({ held, open }) => [open, held]),
      buyers.map(() => [quantity("3"), quantity("0")])
    )
    assert.sameMembers(accepted(), ["requests 3", "requests 3", "tasks 3", "tasks 3"])
  })
})

/** Two buyers of both products, with usage of both in the hour that is due. */
const marketWithUsage = async () => {
  const emulator = makeMarketplaceEmulator()
  const opened = await database.open()
  for (const { code, meter } of services) {
    emulator.control("seed_product", { code, dimensions: [meter], kind: "saas" })
    for (const buyer of buyers) {
      emulator.control("seed_customer", { product_code: code, account_id: buyer })
      const subscription = Subscription.make({
        account: `of ${buyer}`,
        activeFrom: at("2026-01-01T00:00:00Z"),
        agreement: { _tag: "Product", buyer },
        productCode: code,
        region: exampleRegion
      })
      await opened.run(SubscriptionRegistry.use((registry) => registry.link(subscription)))
      await opened.run(append([usage({ account: `of ${buyer}`, meter, quantity: "3" })]))
    }
  }
  return {
    accepted: () => emulator.accepted().map((record) => `${record.dimension} ${record.quantity}`),
    books: () => opened.run(Effect.flatMap(Books, (books) => books.balances)),
    emulator,
    opened
  }
}

const passOf = (
  of: ReadonlyArray<{ readonly code: string; readonly meter: string }>,
  emulator: ReturnType<typeof makeMarketplaceEmulator>
) =>
  meteringPass().pipe(
    Effect.provideService(Clock.Clock, clockAt(noon)),
    Effect.provide([
      Catalogue.layer({ products: of.map(({ code, meter }) => ({ code, meters: [{ name: meter }] })) }),
      memoryTransport(emulator),
      Logger.layer([])
    ])
  )
