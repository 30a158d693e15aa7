import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { MeterInput } from "../model/CatalogueInput.ts"
import { at } from "../testing/builders.ts"
import { acceptEvent } from "./acceptEvent.ts"

interface Told {
  readonly code: string
  readonly field: string
  readonly value: string
  readonly problem: string
  readonly limit?: string
}

const unreadable = {
  get user() {
    throw new Error("planted")
  }
}

const refusals: ReadonlyArray<readonly [what: string, changes: object, told: Told]> = [
  [
    "an event id that is no text",
    { eventId: 7 },
    { code: "InvalidEventId", field: "eventId", value: "7", problem: "is not text" }
  ],
  [
    "an empty account",
    { account: "" },
    { code: "InvalidAccount", field: "account", value: '""', problem: "is empty", limit: "1 to 255 bytes" }
  ],
  [
    "a meter of 256 bytes",
    { meter: "é".repeat(128) },
    {
      code: "InvalidMeter",
      field: "meter",
      value: `"${"é".repeat(98)}…`,
      problem: "is too long",
      limit: "1 to 255 bytes"
    }
  ],
  [
    "a meter that no product has",
    { meter: "lamps" },
    {
      code: "UnknownMeter",
      field: "meter",
      value: '"lamps"',
      problem: "is a meter of no product in the catalogue"
    }
  ],
  [
    "a negative quantity",
    { quantity: "-0.5" },
    {
      code: "InvalidQuantity",
      field: "quantity",
      value: '"-0.5"',
      problem: "is negative",
      limit: "0 or more"
    }
  ],
  [
    "half a seat",
    { meter: "seats", quantity: 0.5 },
    {
      code: "FractionalQuantity",
      field: "quantity",
      value: "0.5",
      problem: "has a fraction",
      limit: "whole numbers"
    }
  ],
  [
    "two calls in one event",
    { meter: "calls", quantity: 2 },
    {
      code: "InvalidQuantity",
      field: "quantity",
      value: "2",
      problem: "is given to a meter that counts by count",
      limit: "1"
    }
  ],
  [
    "a user counted by words",
    { meter: "users", quantity: "one" },
    {
      code: "InvalidQuantity",
      field: "quantity",
      value: '"one"',
      problem: "is given to a meter that counts by distinct",
      limit: "1"
    }
  ],
  [
    "usage of the future",
    { occurredAt: "2026-03-10T12:05:01Z" },
    {
      code: "FutureUsage",
      field: "occurredAt",
      value: '"2026-03-10T12:05:01.000Z"',
      problem: "is more than five minutes ahead of our clock",
      limit: "5 minutes ahead"
    }
  ],
  [
    "a property that is too long",
    { meter: "users", quantity: 1, properties: { user: "u".repeat(256) } },
    {
      code: "InvalidProperty",
      field: "properties.user",
      value: `"${"u".repeat(98)}…`,
      problem: "is too long",
      limit: "1 to 255 bytes"
    }
  ],
  [
    "properties that throw",
    { meter: "users", quantity: 1, properties: unreadable },
    { code: "InvalidProperty", field: "properties.user", value: "{…}", problem: "cannot be read" }
  ]
]

describe("acceptEvent", () => {
  it.each(refusals)(
    "of %s it says what was found, what is wrong with it and what is right",
    (_, changes, told) => {
      const refusal = Result.getOrThrow(Result.flip(acceptEvent({ ...good, ...changes }, context)))

      const { code, field, limit, problem, value } = refusal
      assert.deepStrictEqual({ code, field, value, problem, ...(limit === undefined ? {} : { limit }) }, told)
    }
  )
})

const good = {
  eventId: "event-1",
  account: "acme",
  meter: "requests",
  quantity: "1.5",
  occurredAt: "2026-03-10T11:30:00Z"
}

const meters: ReadonlyArray<MeterInput> = [
  { name: "requests" },
  { name: "calls", aggregation: "count" },
  { name: "users", aggregation: "distinct", property: "user" },
  { name: "seats", aggregation: "max", fraction: "refuse" }
]

const context = {
  catalogue: Result.getOrThrow(Catalogue.fromInput({ products: [{ code: "product-1", meters }] })),
  now: at("2026-03-10T12:00:00Z")
}
