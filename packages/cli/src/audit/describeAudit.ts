import { type AuditReport, Invariants, type Violation } from "@tallyhour/core"

/** How many violations of one promise are printed; the JSON form has more. */
const printedMax = 20

/** Describes an audit to a person. */
export const describeAudit = (report: AuditReport): string =>
  [headline(report), ...groupsOf(report.violations).flatMap(describeGroup)].join("\n")

/** Writes an audit as JSON, in the names that the rest of our JSON has. */
export const auditJson = (report: AuditReport): string =>
  JSON.stringify({
    accounts: report.accounts,
    records: report.records,
    moves: report.moves,
    violations_found: report.violationsFound,
    violations: report.violations.map(({ account, dedupKey, found, invariant, meter, nextStep }) => ({
      invariant,
      account,
      meter,
      dedup_key: dedupKey ?? null,
      found,
      next_step: nextStep
    }))
  })

const headline = ({ accounts, records, violationsFound }: AuditReport): string =>
  `${counted(records, "record")} of ${counted(accounts, "account")}: ` +
  `${violationsFound === 0 ? "no violations" : counted(violationsFound, "violation")}.`

const groupsOf = (violations: ReadonlyArray<Violation>): ReadonlyArray<ReadonlyArray<Violation>> => [
  ...Map.groupBy(violations, ({ invariant }) => invariant).values()
]

const describeGroup = (violations: ReadonlyArray<Violation>): ReadonlyArray<string> => {
  const { invariant, nextStep } = violations[0]!
  const more = violations.length - printedMax
  return [
    "",
    `${invariant}: ${Invariants[invariant].promise}`,
    ...violations.slice(0, printedMax).map((violation) => `  - ${printable(describe(violation))}`),
    ...(more > 0 ? [`  - and ${more} more; --json lists them`] : []),
    `  What to do: ${nextStep}`
  ]
}

const describe = ({ account, dedupKey, found, meter }: Violation): string =>
  `account ${JSON.stringify(account)}, meter ${JSON.stringify(meter)}: ${found}` +
  (dedupKey === undefined ? "" : `\n    record ${dedupKey}`)

const counted = (count: number, what: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, " ")} ${what}${count === 1 ? "" : "s"}`

// Names are whatever a seller's customers may choose, and a terminal obeys some characters instead of showing them.
const printable = (text: string): string =>
  text.replace(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`
  )
