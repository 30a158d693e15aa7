import { type CrashReport, killKinds, killsIn, marks } from "./CrashReport.ts"

/** Writes the report of a run of crashes for people. */
export const describeCrash = ({
  events,
  hours,
  kills,
  problems,
  records,
  rounds,
  seed,
  sometimes,
  workers
}: CrashReport): string =>
  [
    `Seed ${seed}: ${killsIn(kills)} kills in ${rounds} rounds: ${killKinds.map((kind) => `${kills[kind]} ${kind}`).join(", ")}.`,
    `${events} usage events in ${hours} hours, ${records} records taken by AWS, ${workers} workers.`,
    "",
    ...marks.map((mark) => `${String(sometimes[mark]).padStart(6)}  ${mark}`),
    "",
    ...(problems.length === 0
      ? ["Every unit is billed once, or listed with its reason; tallyhour audit finds nothing."]
      : [
          `${problems.length} PROBLEMS with the seed ${seed}`,
          ...problems.slice(0, 50).map((problem) => `  ${problem}`)
        ]),
    ""
  ].join("\n")
