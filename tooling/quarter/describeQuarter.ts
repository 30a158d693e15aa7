import { quarterParts, type QuarterReport } from "./QuarterReport.ts"

/** Writes the report of a quarter for people. */
export const describeQuarter = ({
  buyers,
  events,
  invoiced,
  problems,
  records,
  totals,
  troubles,
  unbilled
}: QuarterReport): string =>
  [
    `${buyers} buyers, ${events} usage events, ${records} records taken by AWS.`,
    `Passes that had to repeat something: ${troubles.map(({ kind, passes }) => `${passes} ${kind}`).join(", ")}.`,
    "",
    ...table(
      ["invoiced in", "dimension", "units"],
      invoiced.map((row) => [row.month, row.dimension, row.quantity])
    ),
    "",
    ...table(
      ["not billed", "", "because of", "quantity"],
      unbilled.map((row) => [row.meter, row.kind, row.reason, row.quantity])
    ),
    "",
    ...table(
      ["meter", "used", "invoiced", "carried", "not billed", "in doubt", "difference"],
      totals.map((row) => [row.meter, ...quarterParts.map((part) => row[part])])
    ),
    "",
    ...(problems.length === 0
      ? ["Every unit is billed once, or stands above with its reason."]
      : [`${problems.length} PROBLEMS`, ...problems.slice(0, 50).map((problem) => `  ${problem}`)]),
    ""
  ].join("\n")

const table = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => {
  const all = [head, ...rows]
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]!.length)))
  return all.map((row) =>
    row
      .map((cell, i) => (isNumber(rows, i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd()
  )
}

const isNumber = (rows: ReadonlyArray<ReadonlyArray<string>>, i: number): boolean =>
  rows.length > 0 && rows.every((row) => /^-?[\d.]+$/.test(row[i]!))
