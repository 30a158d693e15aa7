import type { ReplayTotals } from "./ReplayReport.ts"

/** Describes a replay to a person. */
export const describeReport = (totals: ReplayTotals): string =>
  [
    `${totals.lines} lines: ${totals.events} events recorded, ${totals.repeated} repeated, ${totals.refused} refused` +
      (totals.not_arrived > 0 ? `, ${totals.not_arrived} not arrived yet` : ""),
    "",
    row("recorded", totals.recorded),
    row("accepted by AWS", totals.accepted, `in ${totals.records} hourly records`),
    row("carried", totals.carried, "less than a unit each, waiting for the next hour"),
    row("dead, held, written off", totals.dead, "each with its reason in dead.jsonl"),
    row("pending", totals.pending, "not yet sealed, sent or answered"),
    row("unexplained", totals.unexplained),
    "",
    totals.unexplained === "0" ? "The books balance." : "THE BOOKS DO NOT BALANCE. Please report this log."
  ].join("\n")

const row = (name: string, quantity: string, note = ""): string =>
  `  ${name.padEnd(24)} ${quantity.padStart(22)}  ${note}`.trimEnd()
