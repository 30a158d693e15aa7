import { randomBytes } from "node:crypto"
import { Settlement } from "@tallyhour/core"
import { beforeAll, assert, describe, it } from "vitest"
import { arrayText } from "../statement/asText.ts"
import { append, leaseDue, link, sealDue, settleAll, usage } from "../../test/steps.ts"
import { type OpenStore, testDatabase } from "../../test/testDatabase.ts"

const database = testDatabase()

describe.skipIf(database.isMissing)("the database itself", () => {
  let open: OpenStore

  beforeAll(async () => {
    open = await database.open()
    const { run } = open
    await run(link(["settled", "sealed"]))
    await run(append([usage({ account: "settled", quantity: "1.5" })]))
    await run(sealDue())
    const accepted = Settlement.make({ _tag: "Settled", meteringRecordId: "id" })
    await run(settleAll(await run(leaseDue()), accepted))
    await run(append([usage({ account: "sealed" })]))
    await run(sealDue())
  })

  const refusal = (statement: string): Promise<string> =>
    open.pool.query(`set search_path = "${open.schema}"; ${statement}`).then(
      () => "nothing",
      (error: { readonly code: string; readonly constraint?: string }) => error.constraint ?? error.code
    )

  it.each([
    "quantity = quantity + 1",
    "dedup_key = dedup_key || 'x'",
    "account = 'another'",
    "meter = 'another'",
    "product_code = 'another'",
    "region = 'eu-west-1'",
    `agreement = agreement || '{"x": 1}'`,
    "dimension = 'another'",
    "hour = hour - interval '1 hour'",
    "stamped_at = stamped_at + interval '1 second'",
    "used = used + 1",
    `allocations = '[{"tags": [], "quantity": 1}]'`,
    "deadline = deadline + interval '1 hour'",
    "sealed_at = sealed_at - interval '1 second'"
  ])("refuses to change a sealed record: %s", async (change) => {
    for (const account of ["sealed", "settled"]) {
      const found = await refusal(`update usage_record set ${change} where account = '${account}'`)
      assert.strictEqual(found, "23001")
    }
  })

  it.each([
    ["record_state_known", "update usage_record set state = 'lost' where account = 'sealed'"],
    [
      "leased_iff_lease_id",
      "update usage_record set state = 'leased', leased_until = 'now' where account = 'sealed'"
    ],
    [
      "leased_iff_leased_until",
      "update usage_record set state = 'leased', lease_id = 'x' where account = 'sealed'"
    ],
    ["ended_iff_ended_at", "update usage_record set ended_at = null where account = 'settled'"],
    [
      "sent_within_deadline",
      "update usage_record set send_before = deadline + interval '1 second' where account = 'sealed'"
    ],
    ["settled_with_proof", "update usage_record set metering_record_id = null where account = 'settled'"],
    ["dead_with_reason", "update usage_record set state = 'dead', ended_at = 'now' where account = 'sealed'"],
    ["record_quantity_in_range", recordWith("quantity", "2147483648")],
    ["record_quantity_in_range", recordWith("quantity", "-1")],
    ["usage_record_key", recordWith("dimension", "'another'")],
    ["usage_event_key", eventWith("event_id", "1")],
    ...["-1", "'NaN'", "'Infinity'", "1e25"].map((quantity): [string, string] => [
      "event_quantity_countable",
      eventWith("'new'", quantity)
    ]),
    [
      "included_quantity_positive",
      "insert into included (account, meter, period, quantity) values ('a', 'm', 'p', 0)"
    ],
    ["carry_quantity_positive", "update carry set quantity = 0"],
    ["counted_snapshot_single", "insert into counted_snapshot (singleton, snapshot) values (false, '1:1:')"],
    ["counted_snapshot_key", "insert into counted_snapshot (snapshot) values ('1:1:')"],
    [
      "moved_forward",
      "insert into late_move (account, meter, from_hour, to_hour, quantity, moved_at) values ('a', 'm', 'now', 'now', 1, 'now')"
    ],
    [
      "set_aside_kind_known",
      "insert into set_aside (account, meter, hour, quantity, kind, reason, set_aside_at) values ('a', 'm', 'now', 1, 'lost', 'r', 'now')"
    ],
    [
      "agreement_key",
      "insert into agreement (agreement_key, account) select agreement_key, 'another' from agreement limit 1"
    ],
    ["subscription_of_owner", "update subscription set account = 'another' where account = 'sealed'"],
    [
      "subscription_running_once",
      "insert into subscription (account, product_code, agreement_key, agreement, region, active_from) select account, product_code, agreement_key, agreement, region, active_from from subscription"
    ]
  ] as ReadonlyArray<[string, string]>)("holds the constraint %s", async (constraint, statement) => {
    assert.strictEqual(await refusal(statement), constraint)
  })

  it.each([
    ...["-1", "NaN", "Infinity", "1e25", "0.0000000000001"].map((quantity) => ({ quantity })),
    ...["-infinity", "infinity", "1999-12-31Z", "2200-01-01Z"].map((occurredAt) => ({ occurredAt })),
    { aggregation: "average" },
    ...["", "é".repeat(128)].flatMap((name) => [{ account: name }, { meter: name }]),
    ...[
      `{"a": "b"}`,
      "7",
      `["a"]`,
      `[["a"]]`,
      `[["a", 1]]`,
      `[["a", "b", "c"]]`,
      `[["", "b"]]`,
      `[["a", ""]]`
    ].map((tags) => ({ tags })),
    { tags: JSON.stringify([["a", "b".repeat(2_000)]]) },
    { tags: JSON.stringify([..."abcdef"].map((key) => [key, "1"])) }
  ])("takes no event that no sealing could count, alone or among others: %o", async (odd) => {
    assert.strictEqual(await refusal(appending([odd])), "23514")
    assert.strictEqual(await refusal(appending([{}, odd, {}])), "23514")
    assert.strictEqual(await refusal(appending([{}])), "nothing")
  })

  it("takes the longest names and tags there are, and sealing counts them", async () => {
    const text = (length: number) => randomBytes(length).toString("base64").slice(0, length)
    const tags = [..."abcde"].map((key) => [`${key}${text(99)}`, text(256)])

    const found = await refusal(
      appending([{ account: text(255), meter: text(255), tags: JSON.stringify(tags) }])
    )
    await open.run(sealDue())

    assert.strictEqual(found, "nothing")
  })
})

function recordWith(column: string, value: string): string {
  const columns =
    "dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations, deadline, sealed_at, available_at, send_before"
  const key = column === "quantity" ? columns.replace("dedup_key", "dedup_key || 'x'") : columns
  return `insert into usage_record (${columns}) select ${key.replace(column, value)} from usage_record limit 1`
}

function eventWith(eventId: string, quantity: string): string {
  return `insert into usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
    select ${eventId}, account, meter, ${quantity}, occurred_at, tags, aggregation, property, recorded_at
    from usage_event limit 1`
}

interface Odd {
  readonly account?: string
  readonly aggregation?: string
  readonly meter?: string
  readonly occurredAt?: string
  readonly quantity?: string
  readonly tags?: string
}

let appended = 0

function appending(events: ReadonlyArray<Odd>): string {
  const column = (textOf: (event: Odd) => string) =>
    `'${arrayText(events.map(textOf)).replaceAll("'", "''")}'`
  return `select append_events(${column(() => `appended ${appended++}`)}, 
    ${column(({ account = "a" }) => account)}, ${column(({ meter = "m" }) => meter)},
    ${column(({ quantity = "1" }) => quantity)}, ${column(({ occurredAt = "2026-03-10T12:00:00Z" }) => occurredAt)},
    ${column(({ tags = "[]" }) => tags)}, ${column(({ aggregation = "sum" }) => aggregation)}, ${column(() => "")},
    '2026-03-10T12:00:00Z')`
}
