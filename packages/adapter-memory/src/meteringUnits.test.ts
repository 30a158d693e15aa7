import { assert, describe, it } from "@effect/vitest"
import { Allowance, type CatalogueInput, MeteringHour, meteringPass } from "@tallyhour/core"
import { exampleProduct, quantity } from "@tallyhour/core/testing"
import { Effect } from "effect"
import { aBuyer, aMarket, figures, note, setClock, standing, unexplained, use } from "../test/aMarket.ts"

const catalogue: CatalogueInput = {
  products: [
    {
      code: exampleProduct,
      meters: [
        { name: "requests" },
        { name: "tokens", unit: 1000 },
        { name: "storage", aggregation: "time-weighted" },
        { name: "users", aggregation: "distinct", property: "user" },
        { name: "seats", aggregation: "max" },
        { name: "nodes", aggregation: "last" },
        { name: "calls", aggregation: "count" }
      ]
    }
  ]
}

const dimensions = ["requests", "tokens", "storage", "users", "seats", "nodes", "calls"]

describe("meteringPass, in the units of each meter", () => {
  it.effect("thousands of tokens are billed as whole ones, and what is left over goes on", () =>
    Effect.gen(function* () {
      const { billed, buyer, within } = yield* aScene()
      yield* within(
        Effect.gen(function* () {
          const { account } = yield* buyer()
          yield* use(account, "2026-03-10T09:30:00Z", 1500, "tokens")
          yield* use(account, "2026-03-10T10:30:00Z", "2600.5", "tokens")
          yield* use(account, "2026-03-10T11:30:00Z", "899.5", "tokens")

          yield* meteringPass()

          assert.deepStrictEqual(billed(), [
            ["tokens", "09", 1],
            ["tokens", "10", 3],
            ["tokens", "11", 1]
          ])
          assert.deepStrictEqual(yield* standing(account), figures({ recorded: "5000", accepted: "5000" }))
        })
      )
    })
  )

  it.effect("a gauge is billed for as long as it is held, over the edge of the hour too", () =>
    Effect.gen(function* () {
      const { billed, buyer, within } = yield* aScene()
      yield* within(
        Effect.gen(function* () {
          const { account } = yield* buyer()
          yield* use(account, "2026-03-10T10:30:00Z", 8, "storage")
          yield* use(account, "2026-03-10T11:15:00Z", 4, "storage")

          yield* meteringPass()
          const waiting = yield* standing(account)
          yield* setClock("2026-03-10T13:20:00Z")
          yield* meteringPass()

          assert.deepStrictEqual(waiting, figures({ recorded: "10", accepted: "9", open: "1" }))
          assert.deepStrictEqual(billed(), [
            ["storage", "10", 4],
            ["storage", "11", 5],
            ["storage", "12", 1]
          ])
        })
      )
    })
  )

  it.effect("a late reading lowers what is not billed yet; what is billed is written off with a minus", () =>
    Effect.gen(function* () {
      const { billed, buyer, within } = yield* aScene()
      yield* within(
        Effect.gen(function* () {
          const { account } = yield* buyer()
          yield* use(account, "2026-03-10T11:30:00Z", 8, "storage")
          yield* meteringPass()
          yield* use(account, "2026-03-10T11:45:00Z", 0, "storage")

          yield* setClock("2026-03-10T13:20:00Z")
          yield* meteringPass()

          assert.deepStrictEqual(billed(), [["storage", "11", 4]])
          assert.deepStrictEqual(
            yield* standing(account),
            figures({ recorded: "2", accepted: "4", writtenOff: "-2" })
          )
        })
      )
    })
  )

  it.effect("users are counted once an hour, however often they come", () =>
    Effect.gen(function* () {
      const { billed, buyer, within } = yield* aScene()
      yield* within(
        Effect.gen(function* () {
          const { account } = yield* buyer()
          for (const [time, user] of [
            ["10:10", "ann"],
            ["10:20", "bob"],
            ["10:50", "ann"],
            ["11:10", "ann"]
          ] as const) {
            const occurredAt = `2026-03-10T${time}:00Z`
            yield* note({ account, meter: "users", occurredAt, properties: { user, plan: "pro" } })
          }

          yield* meteringPass()

          assert.deepStrictEqual(billed(), [
            ["users", "10", 2],
            ["users", "11", 1]
          ])
        })
      )
    })
  )

  it.effect("the peak, the latest and the number of an hour are billed", () =>
    Effect.gen(function* () {
      const { billed, buyer, within } = yield* aScene()
      yield* within(
        Effect.gen(function* () {
          const { account } = yield* buyer()
          for (const [time, units] of [
            ["11:10", 5],
            ["11:20", 9],
            ["11:30", 7]
          ] as const) {
            yield* use(account, `2026-03-10T${time}:00Z`, units, "seats")
            yield* use(account, `2026-03-10T${time}:00Z`, units, "nodes")
            yield* note({ account, meter: "calls", occurredAt: `2026-03-10T${time}:00Z` })
          }

          yield* meteringPass()

          assert.deepStrictEqual(billed(), [
            ["calls", "11", 3],
            ["nodes", "11", 7],
            ["seats", "11", 9]
          ])
        })
      )
    })
  )

  it.effect(
    "of a contract with 100 units a month only the excess is billed, and the next month begins anew",
    () =>
      Effect.gen(function* () {
        const { billed, buyer, within } = yield* aScene("2026-03-31T20:20:00Z")
        yield* within(
          Effect.gen(function* () {
            const allowance = Allowance.make({
              meter: "requests",
              period: "month",
              quantity: quantity("100")
            })
            const { account } = yield* buyer([allowance])
            yield* use(account, "2026-03-31T17:30:00Z", 60)
            yield* use(account, "2026-03-31T18:30:00Z", "70.5")
            yield* use(account, "2026-03-31T19:30:00Z", "5.5")
            yield* meteringPass()
            yield* use(account, "2026-03-31T18:31:00Z", 1)
            yield* setClock("2026-04-01T02:20:00Z")
            yield* use(account, "2026-04-01T01:30:00Z", 20)

            yield* meteringPass()

            assert.deepStrictEqual(billed(), [
              ["requests", "18", 30],
              ["requests", "19", 6],
              ["requests", "20", 1]
            ])
            assert.deepStrictEqual(
              yield* standing(account),
              figures({ recorded: "157", accepted: "37", included: "120" })
            )
          })
        )
      })
  )

  it.effect(
    "tags become allocations that add up to the quantity, a late event's with those of its new hour",
    () =>
      Effect.gen(function* () {
        const { buyer, market, within } = yield* aScene()
        yield* within(
          Effect.gen(function* () {
            const { account, agreement } = yield* buyer()
            const tagged = (occurredAt: string, units: string, tags: Record<string, string>) =>
              note({ account, meter: "requests", occurredAt, quantity: units, tags })
            yield* tagged("2026-03-10T11:10:00Z", "2.5", { team: "red" })
            yield* tagged("2026-03-10T11:20:00Z", "4.25", { team: "blue", app: "a" })
            yield* tagged("2026-03-10T11:30:00Z", "0.5", {})
            yield* meteringPass()
            yield* tagged("2026-03-10T11:40:00Z", "3", { team: "red" })
            yield* tagged("2026-03-10T12:10:00Z", "2", { team: "red" })
            yield* setClock("2026-03-10T13:20:00Z")

            yield* meteringPass()

            const [first, second] = yield* market.marketplace.billed(agreement)
            assert.deepStrictEqual(
              [first?.quantity, first?.allocations],
              [
                7,
                [
                  { tags: [], quantity: 1 },
                  {
                    tags: [
                      ["app", "a"],
                      ["team", "blue"]
                    ],
                    quantity: 4
                  },
                  { tags: [["team", "red"]], quantity: 2 }
                ]
              ]
            )
            assert.deepStrictEqual(
              [second?.quantity, second?.allocations],
              [5, [{ tags: [["team", "red"]], quantity: 5 }]]
            )
          })
        )
      })
  )
})

/** A market with the catalogue of these tests; after each everything is explained. */
const aScene = Effect.fnUntraced(function* (now = "2026-03-10T12:20:00Z") {
  const market = yield* aMarket({ catalogue, now })
  return {
    market,
    billed: () =>
      market.emulator
        .accepted()
        .map((row) => [row.dimension, hourText(row.hour), row.quantity] as const)
        .toSorted((a, b) => (`${a[0]}${a[1]}` < `${b[0]}${b[1]}` ? -1 : 1)),
    buyer: (allowances: ReadonlyArray<Allowance> = []) => aBuyer(market, { allowances, dimensions }),
    within: <A, E, R>(scene: Effect.Effect<A, E, R>) =>
      Effect.andThen(
        scene,
        Effect.map(unexplained, (rows) => assert.deepStrictEqual(rows, []))
      ).pipe(Effect.provide(market.layer))
  }
})

const hourText = (epochSeconds: number): string =>
  MeteringHour.format(MeteringHour.make(epochSeconds / 3600)).slice(-2)
