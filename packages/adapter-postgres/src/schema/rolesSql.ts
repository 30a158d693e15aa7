import { StoreError, StoreRefused } from "@tallyhour/core"
import { defaultSchema } from "./Names.ts"
import { dollarQuoted, quotedName } from "./quoted.ts"

/** What each group of users may do in a schema, and nothing else. */
const grants = {
  recorder: [
    ["select", "known_meter"],
    ["select", "migration"]
  ],
  worker: [
    ["select", "usage_event"],
    ["select, update", "counted_snapshot"],
    ["select, insert, update, delete", "open_hour"],
    ["select, insert, update", "counted_series"],
    ["select, insert, update", "included"],
    ["select, insert, update, delete", "carry"],
    ["select", "archived_event"],
    ["select", "archived_figure"],
    ["select", "archived_record"],
    ["select", "archived_series"],
    ["select, insert", "usage_record"],
    [
      "update (withheld_until, send_before, state, available_at, attempts, may_be_accepted, lease_id, leased_until, reason, metering_record_id, ended_at)",
      "usage_record"
    ],
    ["select, insert", "late_move"],
    ["select, insert", "set_aside"],
    ["select, insert, update (account)", "agreement"],
    ["select, insert, update (active_until)", "subscription"],
    ["select, insert", "agreement_event"],
    ["select, insert, update", "hourly_reporter"],
    ["select, update", "lease_order"],
    ["select, insert", "metered_dimension"],
    ["select, insert, update", "known_meter"],
    ["select", "intervention"],
    ["select", "migration"]
  ],
  reader: [["select", "all tables"]]
} as const satisfies Record<string, ReadonlyArray<readonly [rights: string, table: string]>>

/** The functions by which usage is recorded: they act with the rights of their owner, on their own checks. */
const recording = [
  "append_event(text, text, text, text, text, text, text, text, text)",
  "append_events(text, text, text, text, text, text, text, text, text)"
]

/** Those of workers, which act with the rights of whoever calls them. */
const working = ["lease_due(timestamptz, text, text, integer, text, text)", "settle_leased(text, text, text)"]

/** A Postgres name has this many bytes at most; a longer one is cut, and two may become one. */
const nameBytesMax = 63

/**
 * Writes three group roles with the least rights on a schema as plain SQL: one for those who record usage, one for
 * workers, one for those who read.
 *
 * - **Shape**: `<prefix>_recorder`, `<prefix>_worker` and `<prefix>_reader`, without login; the prefix is the schema's name when
 *   absent. Run it as the owner of the schema, after each migration.
 * - **Errors**: `StoreRefused` when the prefix is so long that Postgres would cut the names.
 *
 * **Example** (A user who may record, and nothing else)
 *
 *     const text = rolesSql({ schema: "billing" })
 *
 *     text.includes('create role "billing_recorder" nologin') // => true
 *     // Then, for a user of yours: grant billing_recorder to web_server
 */
export const rolesSql = ({
  schema = defaultSchema,
  prefix = schema
}: {
  readonly prefix?: string
  readonly schema?: string
} = {}): string => {
  const names = Object.keys(grants).map((group) => [group, `${prefix}_${group}`] as const)
  for (const [, role] of names) if (new TextEncoder().encode(role).length > nameBytesMax) throw tooLong(role)
  return [
    heading,
    ...names.flatMap(([group, role]) => roleSql(schema, group as keyof typeof grants, role))
  ].join("\n")
}

const heading = `-- Who may do what with the tables of Tallyhour. Written from the code: do not edit.
-- Run it as the owner of the schema, after each migration, in one transaction.
`

const roleSql = (schema: string, group: keyof typeof grants, role: string): ReadonlyArray<string> => {
  const [name, owned] = [quotedName(role), quotedName(schema)]
  return [
    // Roles are of the whole server: another schema, or an earlier run, may have made it.
    createRole(role),
    `revoke all on all tables in schema ${owned} from ${name};`,
    `grant usage on schema ${owned} to ${name};`,
    ...grants[group].map(([rights, table]) =>
      table === "all tables"
        ? `grant ${rights} on all tables in schema ${owned} to ${name};`
        : `grant ${rights} on ${quotedName(schema, table)} to ${name};`
    ),
    ...(group === "recorder"
      ? recording.flatMap((call) => [
          `revoke execute on function ${owned}.${call} from public;`,
          `grant execute on function ${owned}.${call} to ${name};`
        ])
      : []),
    ...(group === "worker"
      ? working.map((call) => `grant execute on function ${owned}.${call} to ${name};`)
      : []),
    ""
  ]
}

const createRole = (role: string): string =>
  `do ${dollarQuoted(` begin
  create role ${quotedName(role)} nologin;
exception when duplicate_object or unique_violation then null;
end `)};`

const tooLong = (role: string): StoreError =>
  new StoreError({
    reason: new StoreRefused({
      detail: `the role ${JSON.stringify(role)} has more than ${nameBytesMax} bytes, which Postgres would cut; choose a shorter prefix`
    })
  })
