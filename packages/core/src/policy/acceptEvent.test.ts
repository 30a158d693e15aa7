import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import fc from "fast-check"
import { Catalogue } from "../model/Catalogue.ts"
import { RefusalCode } from "../model/EventRefused.ts"
import { at, quantity } from "../testing/builders.ts"
import { acceptEvent } from "./acceptEvent.ts"

describe("acceptEvent", () => {
  it("a good event is read into exact types, and what else is on it is left behind", () => {
    const accepted = accept({ tags: { team: "b", app: "a" }, note: "x".repeat(1_000_000) })

    assert.deepStrictEqual(Result.getOrThrow(accepted), {
      eventId: "event-1",
      account: "acme",
      meter: "requests",
      quantity: quantity("1.5"),
      occurredAt: at("2026-03-10T11:30:00Z"),
      tags: [
        ["app", "a"],
        ["team", "b"]
      ],
      aggregation: "sum",
      property: ""
    })
  })

  it.each<[string, unknown, string]>([
    ["minus zero", -0, "0"],
    ["a decimal string", "1.5", "1.5"],
    ["a float, by its shortest text", 0.1, "0.1"],
    ["AWS's maximum", 2_147_483_647, "2147483647"],
    ["more than AWS's maximum", 2_147_483_648, "2147483648"],
    ["more than a float holds, as text", "9007199254740993", "9007199254740993"],
    ["more than a float holds, as bigint", 9_007_199_254_740_993n, "9007199254740993"],
    ["one as bigint", 1n, "1"]
  ])("the quantity may be %s", (_, value, wanted) => {
    const accepted = accept({ quantity: value })

    assert.deepStrictEqual(
      Result.map(accepted, (event) => event.quantity),
      Result.succeed(quantity(wanted))
    )
  })

  it.each<[string, unknown]>([
    ["negative", -1],
    ["negative text", "-0.5"],
    ["a negative bigint", -1n],
    ["NaN", Number.NaN],
    ["infinite", Infinity],
    ["an exponent", "1e400"],
    ["a tiny exponent", "1e-400"],
    ["hexadecimal", "0x10"],
    ["in another script", "١٢"],
    ["with a separator", "1,000"],
    ["with spaces", " 1 "],
    ["empty", ""],
    ["with a plus", "+1"],
    ["beyond 2^53 as number", 2 ** 53 + 2],
    ["true", true],
    ["null", null],
    ["missing", undefined],
    ["a list", [1]],
    ["an object", { valueOf: () => 1 }],
    ["a bigint of 26 digits", 10n ** 25n],
    ["a symbol", Symbol("1")]
  ])("a quantity that is %s is refused", (_, value) => {
    assert.deepStrictEqual(refusalOf({ quantity: value }), { code: "InvalidQuantity", field: "quantity" })
  })

  it.each<[string, unknown]>([
    ["missing", undefined],
    ["null", null],
    ["empty", ""],
    ["a number", 1],
    ["256 bytes long", "é".repeat(128)],
    ["256 letters long", "a".repeat(256)],
    ["with a NUL", "a\u0000b"],
    ["half a surrogate pair", "a\ud800"]
  ])("an event id, account or meter that is %s is refused by its own code", (_, value) => {
    assert.deepStrictEqual(
      [refusalOf({ eventId: value }), refusalOf({ account: value }), refusalOf({ meter: value })],
      [
        { code: "InvalidEventId", field: "eventId" },
        { code: "InvalidAccount", field: "account" },
        { code: "InvalidMeter", field: "meter" }
      ]
    )
  })

  it.each(["a".repeat(255), "é".repeat(127), "' OR 1=1 --", "\u202e", "a\nb", "__proto__", "İ", "i\u0307"])(
    "the event id and account %j are kept to the letter",
    (text) => {
      const accepted = Result.getOrThrow(accept({ eventId: text, account: text }))

      assert.deepStrictEqual([accepted.eventId, accepted.account], [text, text])
    }
  )

  it.each(["Requests", "__proto__", "constructor", "requests "])("the meter %j is unknown", (meter) => {
    assert.deepStrictEqual(refusalOf({ meter }), { code: "UnknownMeter", field: "meter" })
  })

  it.each<[string, unknown]>([
    ["an invalid date", invalidDate()],
    ["milliseconds instead of seconds", 1_772_361_015_123],
    ["seconds instead of milliseconds", DateTime.toDateUtc(DateTime.makeUnsafe(1_772_361_015))],
    ["a leap second", "2026-12-31T23:59:60Z"],
    ["a day that does not exist", "2026-02-30T00:00:00Z"],
    ["a day without a time", "2026-11-21"],
    ["a time without a zone", "2026-11-21T10:00"],
    ["missing", undefined]
  ])("a time that is %s is refused", (_, value) => {
    assert.deepStrictEqual(refusalOf({ occurredAt: value }), {
      code: "InvalidTimestamp",
      field: "occurredAt"
    })
  })

  it("a whole quantity is taken by a meter that refuses fractions, and a fraction is not", () => {
    const whole = accept({ meter: "seats", quantity: "7.000" })
    const refusal = refusalOf({ meter: "seats", quantity: "7.5" })

    assert.deepStrictEqual(
      Result.map(whole, (event) => event.quantity),
      Result.succeed(quantity("7"))
    )
    assert.deepStrictEqual(refusal, { code: "FractionalQuantity", field: "quantity" })
  })

  it.each(["calls", "users"])(
    "an event of %s has one unit, said or not, and any other is refused",
    (meter) => {
      const properties = { user: "u1" }

      const answers = [undefined, 1, "1", 1n, "1.0", 2, "0", null].map((value) =>
        accept({ meter, properties, quantity: value })
      )

      assert.deepStrictEqual(answers.map(Result.isSuccess), [
        true,
        true,
        true,
        true,
        true,
        false,
        false,
        false
      ])
      assert.deepStrictEqual(
        Result.map(answers[0]!, (event) => event.quantity),
        Result.succeed(quantity("1"))
      )
    }
  )

  it("the property that a meter counts by is read, and no other", () => {
    const properties = { user: "u1", secret: "s" }

    const users = Result.getOrThrow(accept({ meter: "users", properties, quantity: undefined }))
    const requests = Result.getOrThrow(accept({ properties }))

    assert.deepStrictEqual([users.aggregation, users.property], ["distinct", "u1"])
    assert.deepStrictEqual([requests.aggregation, requests.property], ["sum", ""])
    assert.notInclude(Object.values(users), "s")
  })

  it.each<[string, unknown]>([
    ["missing", undefined],
    ["of other names", { User: "u1" }],
    ["the prototype's", Object.create({ user: "u1" })],
    ["empty text", { user: "" }],
    ["a number", { user: 1 }],
    ["256 bytes long", { user: "é".repeat(128) }],
    ["a list", ["u1"]],
    [
      "a getter that throws",
      {
        get user() {
          return fail()
        }
      }
    ],
    ["a revoked proxy", revoked()]
  ])("properties that are %s are refused by a meter that counts by one", (_, properties) => {
    const refusal = refusalOf({ meter: "users", properties, quantity: undefined })

    assert.deepStrictEqual(refusal, { code: "InvalidProperty", field: "properties.user" })
  })

  it("a time up to five minutes ahead of our clock is taken, and not a millisecond more", () => {
    const last = accept({ occurredAt: "2026-03-10T12:05:00.000Z" })
    const after = refusalOf({ occurredAt: "2026-03-10T12:05:00.001Z" })

    assert.isTrue(Result.isSuccess(last))
    assert.deepStrictEqual(after, { code: "FutureUsage", field: "occurredAt" })
  })

  it.each<[object, string]>([
    [{ eventId: undefined }, "eventId undefined is not text."],
    [{ eventId: null }, "eventId null is not text."],
    [{ eventId: {} }, "eventId {…} is not text."],
    [{ eventId: Symbol("a") }, "eventId a symbol is not text."],
    [{ eventId: fail }, "eventId a function is not text."],
    [{ account: "" }, 'account "" is empty.'],
    [{ account: "a".repeat(256) }, `account "${"a".repeat(98)}… is too long.`],
    [{ meter: "\ud800" }, 'meter "\\ud800" has a NUL or half a surrogate pair, which no store keeps.'],
    [{ meter: "lamps" }, 'meter "lamps" is a meter of no product in the catalogue.'],
    [{ quantity: true }, "quantity true is not a number, a bigint or a decimal string."],
    [{ quantity: -1 }, "quantity -1 is negative."],
    [{ quantity: -(10n ** 25n) }, `quantity -1${"0".repeat(25)} has too many digits.`],
    [{ quantity: 10n ** 90n - 1n }, `quantity ${"9".repeat(90)} has too many digits.`],
    [{ quantity: 1n - 10n ** 90n }, `quantity -${"9".repeat(90)} has too many digits.`],
    [{ quantity: 10n ** 90n }, "quantity a bigint of very many digits has too many digits."],
    [{ quantity: -(10n ** 90n) }, "quantity a bigint of very many digits has too many digits."],
    [
      { occurredAt: "2026-03-10T12:05:01Z" },
      'occurredAt "2026-03-10T12:05:01.000Z" is more than five minutes ahead of our clock.'
    ],
    [{ tags: "team" }, 'tags "team" is not an object of text to text.'],
    [{ tags: revoked() }, "tags {…} cannot be read."],
    [{ tags: numbered(6) }, "tags {…} has 6 entries."],
    [{ tags: { team: "" } }, 'tags.team "" is empty or too long.']
  ])("a refusal says what was found and what is wrong with it: %#", (changes, message) => {
    const refusal = Result.getOrThrow(Result.flip(accept(changes)))

    assert.strictEqual(refusal.message, `${message} ${refusal.remedy.nextStep}`)
  })

  it("a time with an offset is its moment in UTC", () => {
    const accepted = accept({ occurredAt: "2026-03-10T05:00:00+05:30" })

    assert.deepStrictEqual(Result.getOrThrow(accepted).occurredAt, at("2026-03-09T23:30:00Z"))
  })

  it("usage of long ago is taken; what becomes of it is decided when it is sealed", () => {
    assert.isTrue(Result.isSuccess(accept({ occurredAt: "2026-01-29T12:00:00Z" })))
  })

  it.each<[string, unknown, string]>([
    ["text", "team", "tags"],
    ["a list", [["team", "a"]], "tags"],
    ["more than five", numbered(6), "tags"],
    ["very many", numbered(100_000), "tags"],
    ["with a number", { team: 1 }, "tags.team"],
    ["with a list", { team: ["a"] }, "tags.team"],
    ["with an empty value", { team: "" }, "tags.team"],
    ["with a key of 101 letters", { ["k".repeat(101)]: "a" }, `tags.${"k".repeat(100)}`],
    ["with a line break in a bad key", { 'a"\nb': "" }, 'tags.a\\"\\nb'],
    ["with a NUL", { team: "\u0000" }, "tags.team"],
    ["with half a surrogate pair", { team: "\udc00" }, "tags.team"],
    [
      "with a getter that throws",
      {
        get team() {
          return fail()
        }
      },
      "tags"
    ],
    ["a proxy that throws", new Proxy({}, { ownKeys: fail }), "tags"],
    ["a revoked proxy", revoked(), "tags"],
    [
      "a member of the prototype's name that is no text",
      JSON.parse('{"__proto__":{"a":"b"}}'),
      "tags.__proto__"
    ]
  ])("tags that are %s are refused", (_, value, field) => {
    assert.deepStrictEqual(refusalOf({ tags: value }), { code: "InvalidTags", field })
  })

  it.each<[string, unknown, number]>([
    ["missing", undefined, 0],
    ["null", null, 0],
    ["empty", {}, 0],
    ["five", numbered(5), 5],
    ["of 100 and 256 letters", { ["k".repeat(100)]: "a".repeat(256) }, 1]
  ])("tags that are %s are taken", (_, value, entries) => {
    const accepted = Result.getOrThrow(accept({ tags: value }))

    assert.strictEqual(accepted.tags.length, entries)
  })

  it("tags of JavaScript's own names are text like any other", () => {
    const accepted = Result.getOrThrow(accept({ tags: JSON.parse('{"__proto__":"a","constructor":"b"}') }))

    assert.deepStrictEqual(accepted.tags, [
      ["__proto__", "a"],
      ["constructor", "b"]
    ])
  })

  it("a member named __proto__ changes nothing but its own event", () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"account":"b","polluted":true}}')

    const refusal = acceptEvent(hostile, context)

    assert.isTrue(Result.isFailure(refusal))
    assert.isUndefined(Reflect.get({}, "polluted"))
  })

  it.each<[string, unknown, string]>([
    ["null", null, "is not an object"],
    ["undefined", undefined, "is not an object"],
    ["text", "event", "is not an object"],
    ["a number", 1, "is not an object"],
    ["a list", [], "is not an object"],
    ["a function", () => good, "is not an object"],
    [
      "a getter that throws",
      {
        ...good,
        get meter() {
          return fail()
        }
      },
      "cannot be read"
    ],
    ["a proxy that throws", new Proxy(good, { get: fail }), "cannot be read"],
    ["a revoked proxy", revoked(), "cannot be read"]
  ])("an event that is %s is refused", (_, value, problem) => {
    const refusal = Result.getOrThrow(Result.flip(acceptEvent(value, context)))

    assert.deepStrictEqual([refusal.code, refusal.field, refusal.problem], ["InvalidEvent", "event", problem])
  })

  it("a cyclic or very deep event costs nothing", () => {
    const cyclic: Record<string, unknown> = { ...good }
    cyclic["self"] = cyclic
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]

    const answers = [accept(cyclic), accept({ note: deep }), accept({ quantity: deep })]

    assert.deepStrictEqual(answers.map(Result.isSuccess), [true, true, false])
  })

  it("a quantity of ten thousand digits is refused without reading it", () => {
    const huge = [`1${"0".repeat(9_999)}`, "1".repeat(10_000_000), 10n ** 10_000n, 1n << 30_000_000n]

    const refusals = huge.map((value) => refusalOf({ quantity: value }))

    assert.deepStrictEqual(
      refusals,
      huge.map(() => ({ code: "InvalidQuantity", field: "quantity" }))
    )
  }, 1_000)

  it("whatever is thrown at it, it answers; what it refuses is shown in at most a hundred characters", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const answer = acceptEvent(input, context)

        if (Result.isSuccess(answer)) return
        assert.include(RefusalCode.literals, answer.failure.code)
        assert.isAtMost(answer.failure.value.length, 100)
        assert.notInclude(answer.failure.message, "\n")
        assert.notInclude(answer.failure.message, "\u0000")
      }),
      { numRuns: 1_000 }
    )
  })

  it("every event that is taken is taken again unchanged from its own text", () => {
    fc.assert(
      fc.property(anyGoodEvent, (input) => {
        const event = Result.getOrThrow(acceptEvent(input, context))

        const again = acceptEvent({ ...input, occurredAt: DateTime.formatIso(event.occurredAt) }, context)

        assert.deepStrictEqual(again, Result.succeed(event))
      })
    )
  })
})

const context = {
  catalogue: Result.getOrThrow(
    Catalogue.fromInput({
      products: [
        {
          code: "product-1",
          meters: [
            { name: "requests" },
            { name: "calls", aggregation: "count" },
            { name: "users", aggregation: "distinct", property: "user" },
            { name: "seats", aggregation: "max", fraction: "refuse" }
          ]
        }
      ]
    })
  ),
  now: at("2026-03-10T12:00:00Z")
}

const good = {
  eventId: "event-1",
  account: "acme",
  meter: "requests",
  quantity: "1.5",
  occurredAt: "2026-03-10T11:30:00Z"
}

const accept = (changes: object) => acceptEvent({ ...good, ...changes }, context)

const refusalOf = (changes: object) => {
  const { code, field } = Result.getOrThrow(Result.flip(accept(changes)))
  return { code, field }
}

function fail(): never {
  throw new Error("planted")
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function invalidDate() {
  const date = DateTime.toDateUtc(DateTime.makeUnsafe(0))
  date.setTime(Number.NaN)
  return date
}

function numbered(entries: number) {
  return Object.fromEntries(Array.from({ length: entries }, (_, i) => [`k${i}`, "a"]))
}

const hostile = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true
  }),
  fc.string({ unit: "binary" }),
  fc.constantFrom<unknown>(
    fail,
    Object.assign(() => good, { toString: fail }),
    { toString: fail }
  )
)

const anyInput = fc.oneof(
  hostile,
  fc
    .record(
      {
        eventId: hostile,
        account: hostile,
        meter: fc.oneof(hostile, fc.constantFrom("calls", "users", "seats")),
        quantity: hostile,
        occurredAt: hostile,
        properties: hostile,
        tags: hostile
      },
      { requiredKeys: [] }
    )
    .map((changes) => ({ ...good, ...changes }))
)

const anyGoodEvent = fc.record({
  eventId: fc.string({ minLength: 1, maxLength: 255 }),
  account: fc
    .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
    .filter((text) => Buffer.byteLength(text) <= 255),
  meter: fc.constant("requests"),
  quantity: fc.oneof(
    fc.nat(),
    fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fc.constantFrom("0.25", "12.000000000001")
  ),
  occurredAt: fc
    .integer({ min: 946_684_800, max: context.now.epochMilliseconds / 1000 })
    .map((seconds) => seconds + 0.5),
  tags: fc.dictionary(tagText(9), tagText(100), { maxKeys: 5 })
})

function tagText(maxLength: number) {
  return fc.string({ minLength: 1, maxLength, unit: fc.constantFrom(..."abcXYZ09 +-=._:/@") })
}
